namespace OpenClaw.Briefing.Features.Correlation;

/// <summary>State of the link between two items.</summary>
public enum LinkState
{
    AutoMerged,
    Suggested,
    UserMerged,
    UserSplit,
}

/// <summary>A link between two items; keys are in ordinal order so that a pair has one spelling.</summary>
/// <param name="Confidence">In ten-thousandths.</param>
public sealed record Link(string First, string Second, int Confidence, LinkState State)
{
    public static Link Between(string one, string other, int confidence, LinkState state) =>
        string.CompareOrdinal(one, other) < 0 ? new Link(one, other, confidence, state) : new Link(other, one, confidence, state);
}

/// <summary>Items about one thing.</summary>
/// <param name="Keys">In ordinal order.</param>
/// <param name="Confidence">Lowest link that holds it together, in ten-thousandths; null when it is one item alone.</param>
internal sealed record Cluster(IReadOnlyList<string> Keys, int? Confidence);

/// <summary>All links and clusters of a set of items; the same for every order of the input.</summary>
internal sealed record CorrelationResult(IReadOnlyList<Link> Links, IReadOnlyList<Cluster> Clusters);

/// <summary>Finds the items that are about the same thing (spec/briefing.md 4).</summary>
internal static class Correlator
{
    /// <param name="decisions">Links that people made or cut; they win over what was computed.</param>
    public static CorrelationResult Correlate(
        IEnumerable<CorrelationSubject> subjects, CorrelationRules rules, IReadOnlyList<Link> decisions)
    {
        var profiles = subjects.OrderBy(subject => subject.Key, StringComparer.Ordinal)
            .Select(subject => CorrelationProfile.Of(subject, rules))
            .ToArray();
        var links = Link(profiles, rules, decisions);
        return new CorrelationResult(links, ClusterBuilder.Build(profiles, links));
    }

    private static List<Link> Link(CorrelationProfile[] profiles, CorrelationRules rules, IReadOnlyList<Link> decisions)
    {
        var decided = decisions.ToDictionary(link => (link.First, link.Second));
        var links = new List<Link>();
        for (var i = 0; i < profiles.Length; i++)
        {
            for (var j = i + 1; j < profiles.Length; j++)
            {
                var (first, second) = (profiles[i].Subject.Key, profiles[j].Subject.Key);
                var confidence = Confidence.Between(profiles[i], profiles[j], rules);
                if (decided.TryGetValue((first, second), out var decision))
                {
                    links.Add(decision with { Confidence = confidence });
                }
                else if (confidence >= CorrelationRules.PossiblyRelated)
                {
                    links.Add(new Link(first, second, confidence, StateOf(confidence)));
                }
            }
        }

        return links;
    }

    private static LinkState StateOf(int confidence) =>
        confidence >= CorrelationRules.AutoMerge ? LinkState.AutoMerged : LinkState.Suggested;
}
