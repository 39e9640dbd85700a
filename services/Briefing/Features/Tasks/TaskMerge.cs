using OpenClaw.Briefing.Features.Desk;
using OpenClaw.Contracts;

namespace OpenClaw.Briefing.Features.Tasks;

/// <summary>What several items about one thing say together (spec/briefing.md 4.3, rule 9).</summary>
internal static class TaskMerge
{
    private static readonly string[] SystemRank = ["jira", "github", "gcal", "gdrive", "gmail", "slack"];

    /// <summary>The item that stands for all: by system, then the oldest, then by id.</summary>
    public static ObservedItem PrimaryOf(IEnumerable<ObservedItem> members) => members
        .OrderBy(member => Rank(member.Item.Source))
        .ThenBy(member => member.DiscoveredAt)
        .ThenBy(member => member.Item.Id, StringComparer.Ordinal)
        .First();

    public static UrgencySignals SignalsOf(IReadOnlyCollection<ObservedItem> members) => new(
        members.Min(member => member.Item.Deadline),
        members.Max(member => member.Item.SenderSeniority),
        members.Sum(member => Math.Max(0, member.Item.FollowUpCount)),
        members.Min(member => member.Item.SlaTimer),
        [.. members.SelectMany(member => member.Item.Blocking).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);

    public static Classification ClassificationOf(IEnumerable<ObservedItem> members) =>
        members.Max(member => Enum.IsDefined(member.Item.Classification) ? member.Item.Classification : Classification.Restricted);

    public static IReadOnlyList<TaskSource> SourcesOf(IEnumerable<ObservedItem> members) =>
    [
        .. members
            .OrderBy(member => Rank(member.Item.Source))
            .ThenBy(member => member.Item.Id, StringComparer.Ordinal)
            .Select(member => new TaskSource(member.Item.Source, member.Item.SourceId, member.Item.Url)),
    ];

    private static int Rank(string system)
    {
        var rank = Array.IndexOf(SystemRank, system);
        return rank < 0 ? SystemRank.Length : rank;
    }
}
