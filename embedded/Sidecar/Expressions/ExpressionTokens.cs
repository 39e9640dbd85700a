using System.Globalization;
using System.Text;

namespace OpenClaw.Sidecar.Expressions;

/// <summary>Cuts an expression into words, numbers, quoted texts and operators. Sample: <c>event.type in ['a', r"\d"] &amp;&amp; size(event.data.x) > 0x1F</c>.</summary>
internal static class ExpressionTokens
{
    private static readonly string[] Operators =
        ["&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "(", ")", ".", "[", "]", "{", "}", "+", "-", "*", "/", "%", "?", ":", ","];

    public static IReadOnlyList<ExpressionToken> Split(string text)
    {
        var tokens = new List<ExpressionToken>();
        for (var at = 0; at < text.Length;)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }
            tokens.Add(Next(text, ref at));
        }
        return tokens;
    }

    private static ExpressionToken Next(string text, ref int at)
    {
        var first = text[at];
        var raw = first is 'r' or 'R' && at + 1 < text.Length && text[at + 1] is '"' or '\'';
        if (raw || first is '"' or '\'')
        {
            at += raw ? 1 : 0;
            return new ExpressionToken(TokenKind.Text, "", ReadText(text, ref at, raw));
        }
        if (char.IsAsciiDigit(first))
        {
            return ReadNumber(text, ref at);
        }
        if (char.IsAsciiLetter(first) || first == '_')
        {
            var word = Run(text, ref at, static letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');
            return new ExpressionToken(TokenKind.Word, word, null);
        }
        var start = at;
        var sign = Operators.FirstOrDefault(sign => string.CompareOrdinal(text, start, sign, 0, sign.Length) == 0)
            ?? throw new ExpressionException($"\"{text}\": \"{first}\" is not supported");
        at += sign.Length;
        return new ExpressionToken(TokenKind.Sign, sign, null);
    }

    private static ExpressionToken ReadNumber(string text, ref int at)
    {
        if (text[at] == '0' && at + 1 < text.Length && text[at + 1] is 'x' or 'X')
        {
            at += 2;
            var digits = Run(text, ref at, char.IsAsciiHexDigit);
            return long.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex)
                ? new ExpressionToken(TokenKind.Number, "0x" + digits, hex) : throw new ExpressionException($"\"{text}\": 0x{digits} is no number");
        }
        var number = Run(text, ref at, char.IsAsciiDigit);
        var whole = true;
        if (at + 1 < text.Length && text[at] == '.' && char.IsAsciiDigit(text[at + 1]))
        {
            at++;
            (number, whole) = (number + "." + Run(text, ref at, char.IsAsciiDigit), false);
        }
        if (at < text.Length && text[at] is 'e' or 'E')
        {
            at++;
            var sign = at < text.Length && text[at] is '+' or '-' ? text[at++].ToString() : "";
            (number, whole) = ($"{number}e{sign}{Run(text, ref at, char.IsAsciiDigit)}", false);
        }
        if (whole && at < text.Length && text[at] is 'u' or 'U')
        {
            // Unsigned numbers are used like the others: an event holds none.
            at++;
        }
        object? value = whole && long.TryParse(number, CultureInfo.InvariantCulture, out var integer) ? integer
            : !whole && double.TryParse(number, CultureInfo.InvariantCulture, out var real) ? real : null;
        return value is null ? throw new ExpressionException($"\"{text}\": {number} is no number") : new ExpressionToken(TokenKind.Number, number, value);
    }

    private static string ReadText(string text, ref int at, bool raw)
    {
        var quote = text[at].ToString();
        if (string.CompareOrdinal(text, at, quote + quote + quote, 0, 3) == 0)
        {
            quote += quote + quote;
        }
        at += quote.Length;
        var result = new StringBuilder();
        while (at < text.Length)
        {
            if (string.CompareOrdinal(text, at, quote, 0, quote.Length) == 0)
            {
                at += quote.Length;
                return result.ToString();
            }
            if (!raw && text[at] == '\\')
            {
                result.Append(Escape(text, ref at));
                continue;
            }
            result.Append(text[at++]);
        }
        throw new ExpressionException($"\"{text}\": a quoted text is not closed");
    }

    private static string Escape(string text, ref int at)
    {
        at++;
        var letter = at < text.Length ? text[at++] : throw new ExpressionException($"\"{text}\": a quoted text is not closed");
        var digits = letter switch { 'x' or 'X' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits == 0)
        {
            return letter switch
            {
                'n' => "\n",
                't' => "\t",
                'r' => "\r",
                'a' => "\a",
                'b' => "\b",
                'f' => "\f",
                'v' => "\v",
                '\\' or '"' or '\'' or '?' or '`' => letter.ToString(),
                _ => throw new ExpressionException($"\"{text}\": the escape \\{letter} is not supported"),
            };
        }
        if (at + digits > text.Length || !int.TryParse(text.AsSpan(at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) || !Rune.IsValid(code))
        {
            throw new ExpressionException($"\"{text}\": an escape is no character");
        }
        at += digits;
        return char.ConvertFromUtf32(code);
    }

    private static string Run(string text, ref int at, Func<char, bool> belongs)
    {
        var start = at;
        while (at < text.Length && belongs(text[at]))
        {
            at++;
        }
        return text[start..at];
    }
}
