using OpenClaw.Rego.Compile;

namespace OpenClaw.Opa.Partial;

/// <summary>The rules that a reference reaches and the steps behind them.</summary>
internal sealed record RuleReference(DocNode Node, T[] Rest);
