namespace OpenClaw.Rego.Syntax;

internal enum TokenKind
{
    Eof,
    Name,
    Number,
    Text,
    RawText,
    Template,
    Symbol,
}

/// <param name="Text">Symbol or name as written; the decoded value of a string.</param>
/// <param name="Start">Offset of the first character.</param>
/// <param name="End">Offset behind the last character: two tokens touch when one's end is the other's start.</param>
/// <param name="NewLine">A line break stands between this token and the one before.</param>
/// <param name="Parts">Of a template: texts and token lists in turn.</param>
internal sealed record Token(TokenKind Kind, string Text, Location At, int Start, int End, bool NewLine, IReadOnlyList<object>? Parts = null)
{
    public bool Is(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    public bool IsName(string name) => Kind == TokenKind.Name && Text == name;
}

/// <summary>A comment with the column where its <c>#</c> stands.</summary>
internal sealed record Comment(string Text, int Row, int Column);
