using System.Text.RegularExpressions;
using OpenClaw.Connector.Features.Connections;

namespace OpenClaw.Connector.Features.GitHub;

/// <summary>
/// What a text cites. Samples: <c>Fixes #12</c>, <c>acme-robotics/arm#7</c>,
/// <c>https://github.com/acme-robotics/arm/pull/7</c>, <c>PROJ-123_fix</c>.
/// </summary>
internal static class References
{
    private const int Most = 50;
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
    private const string Repository = "[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._-]{1,100}";

    private static readonly Regex Link = new($@"https?://github\.com/(?<repo>{Repository})/(issues|pull)/(?<n>\d{{1,9}})\b", Options);
    private static readonly Regex Short = new($@"(^|[^A-Za-z0-9_/#&-])(?<repo>{Repository})?#(?<n>\d{{1,9}})\b", Options);
    private static readonly Regex Key = new("(^|[^A-Za-z0-9-])(?<project>[A-Z][A-Z0-9]+)-(?<n>[0-9]{1,9})", Options);

    private static readonly Regex Blocks = new(
        $@"\b([Bb]locks|[Bb]locking)\s*:?\s+(?<repo>{Repository})?#(?<n>\d{{1,9}})\b", Options);

    private static readonly Regex DependsOn = new(
        $@"\b([Dd]epends on|[Bb]locked by|[Rr]equires)\s*:?\s+(?<repo>{Repository})?#(?<n>\d{{1,9}})\b", Options);

    /// <summary>Everything cited, without the item itself, in a fixed order.</summary>
    public static IReadOnlyList<string> Find(string text, string? branch, string repository, long number, Connection connection)
    {
        var self = $"{repository}#{number}";
        var found = Absolute(Link, text, repository)
            .Concat(Absolute(Short, text, repository))
            .Concat(Keys(text, connection))
            .Concat(branch is null ? [] : Keys(branch.ToUpperInvariant(), connection));
        return [.. found
            .Where(reference => !reference.Equals(self, StringComparison.OrdinalIgnoreCase))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Order(StringComparer.Ordinal)
            .Take(Most)];
    }

    /// <summary>Ids of the items that the text says it holds up.</summary>
    public static IReadOnlyList<string> Blocked(string text, string repository) => Ids(Blocks, text, repository);

    /// <summary>Ids of the items that the text says it waits for.</summary>
    public static IReadOnlyList<string> Awaited(string text, string repository) => Ids(DependsOn, text, repository);

    private static string[] Ids(Regex expression, string text, string repository) =>
        [.. Absolute(expression, text, repository)
            .Select(reference => "github:" + reference.Replace("#", "/issues/", StringComparison.Ordinal))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Order(StringComparer.Ordinal)
            .Take(Most)];

    private static IEnumerable<string> Absolute(Regex expression, string text, string repository) =>
        expression.Matches(text).Select(match =>
            $"{(match.Groups["repo"] is { Success: true, Length: > 0 } named ? named.Value : repository)}#{match.Groups["n"].Value}");

    private static IEnumerable<string> Keys(string text, Connection connection) =>
        Key.Matches(text)
            .Where(match => connection.KnowsProject(match.Groups["project"].Value))
            .Select(match => $"{match.Groups["project"].Value}-{match.Groups["n"].Value}");
}
