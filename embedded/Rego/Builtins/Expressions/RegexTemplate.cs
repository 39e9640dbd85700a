using System.Globalization;
using System.Text;

namespace OpenClaw.Rego.Builtins.Expressions;

/// <summary>Replacement texts in Go's form: <c>$1</c>, <c>${1}</c>, <c>$name</c>, <c>$$</c>. A name takes all it can: <c>$1x</c> is the group <c>1x</c>.</summary>
internal static class RegexTemplate
{
    public static void Expand(StringBuilder result, string template, string text, int[] match, IReadOnlyList<(string Name, int Index)> names)
    {
        for (var i = 0; i < template.Length; i++)
        {
            if (template[i] != '$' || i + 1 == template.Length)
            {
                result.Append(template[i]);
                continue;
            }

            if (template[i + 1] == '$')
            {
                result.Append('$');
                i++;
                continue;
            }

            var braced = template[i + 1] == '{';
            var start = i + (braced ? 2 : 1);
            var end = start;
            while (end < template.Length && (char.IsLetterOrDigit(template[end]) || template[end] == '_'))
            {
                end++;
            }

            if (end == start || (braced && (end == template.Length || template[end] != '}')))
            {
                result.Append('$');
                continue;
            }

            result.Append(Group(template[start..end], text, match, names));
            i = braced ? end : end - 1;
        }
    }

    private static ReadOnlySpan<char> Group(string name, string text, int[] match, IReadOnlyList<(string Name, int Index)> names)
    {
        if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            index = names.Where(known => known.Name == name && match[known.Index * 2] >= 0).Select(known => known.Index).FirstOrDefault(-1);
        }

        return index >= 0 && (index * 2) + 1 < match.Length && match[index * 2] >= 0 ? text.AsSpan(match[index * 2]..match[(index * 2) + 1]) : default;
    }
}
