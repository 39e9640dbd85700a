namespace OpenClaw.Rego.Compile;

/// <summary>The order in which the literals of bodies run, for those who look at them after planning.</summary>
internal sealed class BodyOrders
{
    private readonly Dictionary<L[], IReadOnlyList<L>> _orders = new(ReferenceEqualityComparer.Instance);

    public void Set(L[] body, IReadOnlyList<L> order) => _orders[body] = order;

    public IReadOnlyList<L> Of(L[] body) => _orders.GetValueOrDefault(body, body);
}
