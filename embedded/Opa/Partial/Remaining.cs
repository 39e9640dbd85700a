using OpenClaw.Rego.Compile;

namespace OpenClaw.Opa.Partial;

/// <summary>One rule that remains of a rule: its head and its body.</summary>
internal sealed record Remaining(T[] Path, T? Member, T? Value, IReadOnlyList<L> Rest);
