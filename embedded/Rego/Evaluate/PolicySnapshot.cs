using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Evaluate;

/// <summary>Rules and base documents as evaluations see them; nothing in it changes.</summary>
internal sealed record PolicySnapshot(DocTree Tree, RegoValue Data, RegoCompileOptions Options)
{
    public int NodeCount => Tree.Count;
}
