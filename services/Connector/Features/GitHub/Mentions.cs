using System.Text.RegularExpressions;

namespace OpenClaw.Connector.Features.GitHub;

/// <summary>People addressed with <c>@login</c>; code is not speech, so what stands in it does not count.</summary>
internal static class Mentions
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    private static readonly Regex Code = new("(?s)```.*?```|`[^`\\n]*`", Options);

    // A team (@org/team) and a mail address (a@b.c) are not a person.
    private static readonly Regex Mention = new(@"(^|[^A-Za-z0-9_/@.`-])@(?<login>[A-Za-z0-9][A-Za-z0-9-]{0,38})(?<rest>[/@]?)", Options);

    public static IEnumerable<string> Find(string? text) =>
        text is null
            ? []
            : Mention.Matches(Code.Replace(text, " "))
                .Where(match => match.Groups["rest"].Length == 0)
                .Select(match => match.Groups["login"].Value.TrimEnd('-'))
                .Distinct(StringComparer.OrdinalIgnoreCase);
}
