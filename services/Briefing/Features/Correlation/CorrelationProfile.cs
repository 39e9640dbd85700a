using System.Text.RegularExpressions;

namespace OpenClaw.Briefing.Features.Correlation;

/// <summary>A subject prepared for comparison: done once per item instead of once per pair.</summary>
internal sealed partial record CorrelationProfile(
    CorrelationSubject Subject,
    HashSet<string> Tokens,
    HashSet<string> References,
    HashSet<string> CitedKeys)
{
    public static CorrelationProfile Of(CorrelationSubject subject, CorrelationRules rules)
    {
        var tokens = TitleTokens.Of(subject.Title, asciiOnly: !rules.AppliesCorrections);
        var references = new HashSet<string>(StringComparer.Ordinal) { subject.SourceId };
        var text = $"{subject.Title}\n{subject.Text}\n{subject.SourceId}";
        references.UnionWith(IssueKeys(text, rules));
        references.UnionWith(Numbers(text, subject, rules));
        if (!rules.AppliesCorrections)
        {
            return new CorrelationProfile(subject, tokens, references, []);
        }

        references.UnionWith(subject.References);
        var cited = references.Where(IsAuthoritative).ToHashSet(StringComparer.Ordinal);
        if (subject.Identity is { } identity)
        {
            references.Add(identity);
            cited.Remove(identity);
        }

        return new CorrelationProfile(subject, tokens, references, cited);
    }

    /// <summary>Whether the text is an issue key (PROJ-12), which names one ticket and nothing else.</summary>
    public static bool IsIssueKey(string reference) => WholeIssueKey().IsMatch(reference);

    private static bool IsAuthoritative(string reference) => IsIssueKey(reference) || WholeNumber().IsMatch(reference);

    private static IEnumerable<string> IssueKeys(string text, CorrelationRules rules) =>
        IssueKey().Matches(text)
            .Where(match => rules.KnownProjects is null || rules.KnownProjects.Contains(match.Groups["project"].Value))
            .Select(match => match.Value);

    private static IEnumerable<string> Numbers(string text, CorrelationSubject subject, CorrelationRules rules)
    {
        foreach (Match match in Number().Matches(text))
        {
            var repository = match.Groups["repository"].Value;
            var number = "#" + match.Groups["number"].Value;
            if (!rules.AppliesCorrections)
            {
                yield return number;
            }
            else if (repository.Length > 0 || subject.Repository is not null)
            {
                yield return (repository.Length > 0 ? repository : subject.Repository) + number;
            }
        }
    }

    [GeneratedRegex(@"\b(?<project>[A-Z][A-Z0-9]+)-[0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex IssueKey();

    [GeneratedRegex(@"^[A-Z][A-Z0-9]+-[0-9]+$", RegexOptions.CultureInvariant)]
    private static partial Regex WholeIssueKey();

    [GeneratedRegex(@"(?<repository>[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+)?#(?<number>[0-9]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+#[0-9]+$", RegexOptions.CultureInvariant)]
    private static partial Regex WholeNumber();
}
