namespace OpenClaw.Rego.Syntax;

/// <summary>Where something stands in a source; rows and columns count from 1.</summary>
internal sealed record Location(string? File, int Row, int Column, int Offset = 0)
{
    public static readonly Location None = new(null, 0, 0);

    public RegoError Error(string code, string message) => new(code, message, File, Row, Column);
}
