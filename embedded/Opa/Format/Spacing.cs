using OpenClaw.Rego.Syntax;

namespace OpenClaw.Opa.Format;

/// <summary>Whether a space stands between two tokens of one line.</summary>
internal static class Spacing
{
    private static readonly HashSet<string> Words =
        ["if", "in", "not", "else", "some", "every", "with", "as", "contains", "default", "import", "package", "and", "or"];

    public static bool Between(Token? before, Token left, Token right)
    {
        if (left.Kind != TokenKind.Symbol && right.Kind != TokenKind.Symbol)
        {
            return true;
        }

        if (left.Text is "(" or "[" or "." or "{" && left.Kind == TokenKind.Symbol)
        {
            return false;
        }

        if (left.Is("-") && IsPrefix(before))
        {
            return false;
        }

        if (right.Kind != TokenKind.Symbol)
        {
            return true;
        }

        return right.Text switch
        {
            ")" or "]" or "}" or "," or ";" or ":" => false,
            "." => !Touches(left, right),
            "(" or "[" => !Touches(left, right) || !CanBeFollowed(left),
            _ => true,
        };
    }

    public static bool IsWord(Token token) => token.Kind == TokenKind.Name && Words.Contains(token.Text);

    private static bool Touches(Token left, Token right) => left.End == right.Start;

    /// <summary>Calls and references continue names, closed brackets and texts.</summary>
    private static bool CanBeFollowed(Token token) =>
        token.Kind is TokenKind.Name or TokenKind.Text or TokenKind.RawText || token.Text is ")" or "]" or "}";

    private static bool IsPrefix(Token? before) =>
        before is null || IsWord(before) || (before.Kind == TokenKind.Symbol && before.Text is not (")" or "]" or "}"));
}
