using OpenClaw.Rego.Syntax;

namespace OpenClaw.Opa.Filters;

/// <summary>A condition that the target cannot express.</summary>
internal sealed class FragmentException(Location at, string message, string? hint = null) : Exception(message)
{
    public Location At { get; } = at;

    public string? Hint { get; } = hint;
}
