using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Evaluate;

internal enum TraceStep
{
    Enter,
    Eval,
    Fail,
    Exit,
    Redo,
    Leave,
}

/// <summary>What a step of an evaluation is about: a rule, a body, or one literal; with the variables that have values there.</summary>
internal sealed record TracePoint(Rule? Rule, Literal? Literal, IReadOnlyList<Literal> Body, (string Name, int Slot)[] Bound)
{
    public IEnumerable<(string Name, RegoValue Value)> Locals(Frame frame) =>
        Bound.Where(local => frame.Slots[local.Slot] is not (null or DocRef)).Select(local => (local.Name, frame.Slots[local.Slot]!));
}

/// <summary>
/// Listens to an evaluation. A policy compiled with one in its options tells it every step; without, nothing of it is in the
/// plan.
/// </summary>
internal abstract class Tracer
{
    public abstract void On(TraceStep step, TracePoint point, Frame frame);

    /// <summary>A text that a policy gave to <c>trace</c>.</summary>
    public abstract void Note(string message);
}
