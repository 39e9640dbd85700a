namespace OpenClaw.Rego.Syntax;

/// <summary>Leaves the parser at the first syntax error of a module; never crosses the compiler's border.</summary>
internal sealed class ParseErrorException(Location at, string message) : Exception(message)
{
    public Location At { get; } = at;
}
