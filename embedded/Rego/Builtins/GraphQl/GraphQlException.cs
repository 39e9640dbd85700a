namespace OpenClaw.Rego.Builtins.GraphQl;

/// <summary>Leaves the GraphQL reader or validator at the first finding; never leaves the built-in.</summary>
internal sealed class GraphQlException(string message, int row, int column) : Exception(message)
{
    public string Text => row == 0 ? Message : FormattableString.Invariant($"{Message} in GraphQL string at location {row}:{column}");
}
