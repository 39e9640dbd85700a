using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins;

internal static class SetFunctions
{
    public static IEnumerable<Builtin> All() =>
    [
        new("union", 1, (c, a) => Sets(c, a) is { } sets ? SetValue.From(sets.SelectMany(set => set.Items)) : null),
        new("intersection", 1, (c, a) => Sets(c, a) is { } sets ? (sets.Length == 0 ? SetValue.Empty : sets.Aggregate(Intersect)) : null),
    ];

    public static SetValue Intersect(SetValue left, SetValue right) => SetValue.FromSorted(Array.FindAll(left.Items, right.Contains));

    public static SetValue Subtract(SetValue left, SetValue right) => SetValue.FromSorted(Array.FindAll(left.Items, item => !right.Contains(item)));

    private static SetValue[]? Sets(CallContext call, RegoValue[] arguments)
    {
        if (!call.Set(arguments, 0, out var outer))
        {
            return null;
        }

        if (Array.Find(outer.Items, item => item is not SetValue) is { } stranger)
        {
            call.TypeError($"operand 1 must be set of sets but got set containing {stranger.TypeName}");
            return null;
        }

        return Array.ConvertAll(outer.Items, item => (SetValue)item);
    }
}
