using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Types;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Evaluate;

/// <summary>Rules and base documents as evaluations see them; nothing in it changes.</summary>
internal sealed record PolicySnapshot(DocTree Tree, RegoValue Data, RegoCompileOptions Options)
{
    /// <summary>What the compiler inferred; queries are checked against it.</summary>
    public TypeTable Types { get; init; } = new();

    public int NodeCount => Tree.Count;
}
