using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace OpenClaw.Rego.Builtins;

/// <summary>
/// A pattern in RE2 syntax on .NET's non-backtracking engine, which is linear in the text as RE2 is. Known differences:
/// matching works on UTF-16 units, and word boundaries follow Unicode.
/// </summary>
internal sealed class GoRegex
{
    private const int CacheLimit = 2000;
    private static readonly ConcurrentDictionary<string, (GoRegex? Regex, string Error)> Cache = new(StringComparer.Ordinal);

    private readonly IReadOnlyDictionary<string, int> _names;

    private GoRegex(Regex expression, IReadOnlyDictionary<string, int> names)
    {
        Expression = expression;
        _names = names;
    }

    public Regex Expression { get; }

    public static bool TryGet(string pattern, out GoRegex? regex, out string error)
    {
        if (!Cache.TryGetValue(pattern, out var entry))
        {
            if (Cache.Count >= CacheLimit)
            {
                Cache.Clear();
            }

            entry = Compile(pattern);
            Cache[pattern] = entry;
        }

        (regex, error) = entry;
        return regex is not null;
    }

    public IEnumerable<Match> Matches(string text)
    {
        // Go reports no empty match that touches the end of the match before it.
        var end = -1;
        for (var match = Expression.Match(text); match.Success; match = match.NextMatch())
        {
            if (match.Length > 0 || match.Index != end)
            {
                yield return match;
            }

            end = match.Index + match.Length;
        }
    }

    public string Replace(string text, string template)
    {
        var result = new StringBuilder();
        var position = 0;
        foreach (var match in Matches(text))
        {
            result.Append(text, position, match.Index - position);
            Expand(result, template, match);
            position = match.Index + match.Length;
        }

        return result.Append(text, position, text.Length - position).ToString();
    }

    private void Expand(StringBuilder result, string template, Match match)
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

            result.Append(Group(match, template[start..end]));
            i = braced ? end : end - 1;
        }
    }

    private string Group(Match match, string name)
    {
        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return match.Groups[number].Value;
        }

        return _names.TryGetValue(name, out var index) ? match.Groups[index].Value : "";
    }

    private static (GoRegex?, string) Compile(string pattern)
    {
        try
        {
            var translated = new RegexTranslator(pattern);
            var text = translated.Translate();
            return (new GoRegex(new Regex(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant), translated.Names), "");
        }
        catch (Exception failure) when (failure is ArgumentException or NotSupportedException)
        {
            return (null, $"error parsing regexp: {failure.Message}");
        }
    }
}
