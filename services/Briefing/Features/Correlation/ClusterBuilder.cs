namespace OpenClaw.Briefing.Features.Correlation;

/// <summary>
/// Union-find over merge links, strongest first and ties by key, so that the outcome does not depend on the order in which
/// items arrived. Refuses to join what people split and clusters that stand for two different tickets.
/// </summary>
internal sealed class ClusterBuilder
{
    private readonly Dictionary<string, string> _parents;
    private readonly Dictionary<string, HashSet<string>> _members;
    private readonly Dictionary<string, HashSet<string>> _tickets;
    private readonly Dictionary<string, int> _confidence = new(StringComparer.Ordinal);
    private readonly HashSet<(string, string)> _split;

    private ClusterBuilder(IReadOnlyList<CorrelationProfile> profiles, IEnumerable<Link> links)
    {
        _parents = profiles.ToDictionary(profile => profile.Subject.Key, profile => profile.Subject.Key, StringComparer.Ordinal);
        _members = profiles.ToDictionary(profile => profile.Subject.Key, profile => new HashSet<string>([profile.Subject.Key], StringComparer.Ordinal), StringComparer.Ordinal);
        _tickets = profiles.ToDictionary(profile => profile.Subject.Key, TicketOf, StringComparer.Ordinal);
        _split = links.Where(link => link.State == LinkState.UserSplit).Select(link => (link.First, link.Second)).ToHashSet();
    }

    public static IReadOnlyList<Cluster> Build(IReadOnlyList<CorrelationProfile> profiles, IReadOnlyList<Link> links)
    {
        var builder = new ClusterBuilder(profiles, links);
        var merging = links
            .Where(link => link.State is LinkState.AutoMerged or LinkState.UserMerged)
            .OrderByDescending(link => link.State == LinkState.UserMerged)
            .ThenByDescending(link => link.Confidence)
            .ThenBy(link => link.First, StringComparer.Ordinal)
            .ThenBy(link => link.Second, StringComparer.Ordinal);
        foreach (var link in merging)
        {
            builder.Join(link);
        }

        return
        [
            .. builder._members
                .Select(entry => new Cluster(
                    [.. entry.Value.Order(StringComparer.Ordinal)],
                    builder._confidence.TryGetValue(entry.Key, out var confidence) ? confidence : null))
                .OrderBy(cluster => cluster.Keys[0], StringComparer.Ordinal),
        ];
    }

    private static HashSet<string> TicketOf(CorrelationProfile profile) =>
        profile.Subject.Identity is { } identity && CorrelationProfile.IsIssueKey(identity)
            ? new HashSet<string>([identity], StringComparer.Ordinal)
            : new HashSet<string>(StringComparer.Ordinal);

    private void Join(Link link)
    {
        var (left, right) = (Find(link.First), Find(link.Second));
        if (left == right || !MayJoin(left, right, link.State))
        {
            return;
        }

        _parents[right] = left;
        _members[left].UnionWith(_members[right]);
        _tickets[left].UnionWith(_tickets[right]);
        _confidence[left] = new[] { link.Confidence, ConfidenceOf(left), ConfidenceOf(right) }.Min();
        _members.Remove(right);
        _confidence.Remove(right);
    }

    private bool MayJoin(string left, string right, LinkState state)
    {
        if (state != LinkState.UserMerged && _tickets[left].Union(_tickets[right], StringComparer.Ordinal).Count() > 1)
        {
            return false;
        }

        return !_split.Any(pair =>
            (_members[left].Contains(pair.Item1) && _members[right].Contains(pair.Item2))
            || (_members[left].Contains(pair.Item2) && _members[right].Contains(pair.Item1)));
    }

    private int ConfidenceOf(string root) => _confidence.GetValueOrDefault(root, int.MaxValue);

    private string Find(string key)
    {
        while (_parents[key] != key)
        {
            key = _parents[key];
        }

        return key;
    }
}
