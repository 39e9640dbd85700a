namespace OpenClaw.Sidecar.Expressions;

/// <summary>Cuts an expression into words, numbers, quoted texts and operators.</summary>
internal static class ExpressionTokens
{
    private static readonly string[] Operators = ["&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "(", ")", ".", "[", "]", "+", "-", "*", "/", "%"];

    public static IReadOnlyList<string> Split(string text)
    {
        var tokens = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }
            var length = Length(text, at);
            tokens.Add(text.Substring(at, length));
            at += length;
        }
        return tokens;
    }

    private static int Length(string text, int at)
    {
        var first = text[at];
        if (first is '"' or '\'')
        {
            var end = text.IndexOf(first, at + 1);
            return end > 0 && text.IndexOf('\\', at, end - at) < 0 ? end - at + 1
                : throw new ExpressionException($"\"{text}\": a quoted text is not closed or uses escapes");
        }
        if (char.IsAsciiDigit(first))
        {
            return Run(text, at, static letter => char.IsAsciiDigit(letter) || letter == '.');
        }
        if (char.IsAsciiLetter(first) || first == '_')
        {
            return Run(text, at, static letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');
        }
        return Operators.FirstOrDefault(sign => string.CompareOrdinal(text, at, sign, 0, sign.Length) == 0)?.Length
            ?? throw new ExpressionException($"\"{text}\": \"{first}\" is not supported");
    }

    private static int Run(string text, int at, Func<char, bool> belongs)
    {
        var end = at;
        while (end < text.Length && belongs(text[end]))
        {
            end++;
        }
        return end - at;
    }
}
