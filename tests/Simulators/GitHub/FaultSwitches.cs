namespace OpenClaw.Simulators.GitHub;

/// <summary>What shall go wrong next; body of <c>POST /simulator/faults</c>.</summary>
public sealed record FaultOrder(string Kind, int Count = 1, int RetryAfterSeconds = 1, string? PathContains = null);

/// <summary>Counts down ordered faults; a test can see that they really happened.</summary>
public sealed class FaultSwitches
{
    private readonly Lock _gate = new();
    private FaultOrder? _order;

    public int Injected { get; private set; }

    public void Order(FaultOrder order)
    {
        lock (_gate)
        {
            _order = order.Count > 0 ? order : null;
        }
    }

    public FaultOrder? Take(string path)
    {
        lock (_gate)
        {
            if (_order is not { } order || (order.PathContains is { } part && !path.Contains(part, StringComparison.Ordinal)))
            {
                return null;
            }

            _order = order.Count > 1 ? order with { Count = order.Count - 1 } : null;
            Injected++;
            return order;
        }
    }
}
