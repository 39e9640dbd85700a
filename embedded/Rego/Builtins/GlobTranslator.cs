using System.Text;

namespace OpenClaw.Rego.Builtins;

/// <summary>Globs into regular expressions.</summary>
internal static class GlobTranslator
{
    /// <summary>Null for a malformed pattern.</summary>
    public static string? Translate(string pattern, string delimiters)
    {
        var between = delimiters.Length == 0 ? "." : $"[^{string.Concat(delimiters.Select(Escape))}]";
        var result = new StringBuilder("(?s)\\A(?:");
        var depth = 0;
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '*':
                    var crosses = i + 1 < pattern.Length && pattern[i + 1] == '*';
                    while (i + 1 < pattern.Length && pattern[i + 1] == '*')
                    {
                        i++;
                    }

                    result.Append(crosses ? "." : between).Append('*');
                    break;
                case '?':
                    result.Append(between);
                    break;
                case '\\' when i + 1 < pattern.Length:
                    result.Append(Escape(pattern[++i]));
                    break;
                case '[':
                    var close = Class(pattern, i, result);
                    if (close < 0)
                    {
                        return null;
                    }

                    i = close;
                    break;
                case '{':
                    depth++;
                    result.Append("(?:");
                    break;
                case '}' when depth > 0:
                    depth--;
                    result.Append(')');
                    break;
                case ',' when depth > 0:
                    result.Append('|');
                    break;
                default:
                    result.Append(Escape(pattern[i]));
                    break;
            }
        }

        return depth != 0 ? null : result.Append(")\\z").ToString();
    }

    private static string Escape(char c) => char.IsAsciiLetterOrDigit(c) || c > '\x7F' ? c.ToString() : $"\\x{(int)c:X2}";

    private static int Class(string pattern, int start, StringBuilder result)
    {
        var close = pattern.IndexOf(']', start + 1);
        if (close < 0 || close == start + 1)
        {
            return -1;
        }

        var body = pattern[(start + 1)..close];
        var negated = body[0] is '!' or '^';
        body = negated ? body[1..] : body;
        result.Append(negated ? "[^" : "[");
        for (var i = 0; i < body.Length; i++)
        {
            var isRange = body[i] == '-' && i > 0 && i + 1 < body.Length;
            result.Append(isRange ? "-" : Escape(body[i]));
        }

        result.Append(']');
        return close;
    }
}
