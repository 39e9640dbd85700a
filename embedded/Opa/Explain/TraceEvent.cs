using OpenClaw.Rego.Evaluate;
using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Explain;

/// <summary>One step of an evaluation.</summary>
/// <param name="Op">enter, eval, fail, exit, redo or note.</param>
/// <param name="QueryId">The rule or body that runs; each running has its own number.</param>
internal sealed record TraceEvent(string Op, int QueryId, int ParentId, int Depth, TracePoint Point, IReadOnlyList<(string Name, RegoValue Value)> Locals, string? Message)
{
    public string Type => Op == "note" || Point.Literal is not null ? "expr" : Point.Rule is not null ? "rule" : "body";

    public Location At => Point.Literal?.At ?? Point.Rule?.At ?? (Point.Body is [var first, ..] ? first.At : Location.None);
}
