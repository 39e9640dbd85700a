using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Briefing.Features.Generation;

/// <summary>What all sources gave.</summary>
internal sealed record ScanResult(
    IReadOnlyList<ConnectorItem> Items, IReadOnlyDictionary<string, SourceStatus> Status, bool IsPolicyUnavailable);

/// <summary>Reads all wanted sources in parallel; a source that fails leaves its status instead of an error.</summary>
internal sealed class SourceScan(IConnectorReader reader)
{
    private static readonly (string Source, string Operation, ItemRelation Relation)[] Operations =
    [
        ("github", BriefingActions.ReadIssues, ItemRelation.Assigned),
        ("github", BriefingActions.ReadPullRequests, ItemRelation.ReviewRequested),
    ];

    public static IReadOnlyList<string> Sources { get; } = [.. Operations.Select(operation => operation.Source).Distinct()];

    public async Task<ScanResult> RunAsync(Caller caller, IReadOnlyCollection<string>? wanted, CancellationToken cancellationToken)
    {
        var chosen = Operations.Where(operation => wanted is null or { Count: 0 } || wanted.Contains(operation.Source)).ToArray();
        var reads = await Task.WhenAll(chosen.Select(operation => reader.ReadAsync(caller, operation.Operation, cancellationToken)));
        var items = chosen.Zip(reads).SelectMany(pair => pair.Second.Items.Select(item => Concerning(item, caller.UserId, pair.First.Relation)));
        var status = chosen.Zip(reads)
            .GroupBy(pair => pair.First.Source, pair => pair.Second.Status)
            .ToDictionary(group => group.Key, group => Combine([.. group]));
        return new ScanResult([.. items], status, reads.Any(read => read.IsPolicyUnavailable));
    }

    /// <summary>A read is made for one person, so what it returns concerns that person even where it does not say why.</summary>
    private static ConnectorItem Concerning(ConnectorItem item, string userId, ItemRelation relation) =>
        item.ConcernedUsers.ContainsKey(userId)
            ? item
            : item with { ConcernedUsers = new Dictionary<string, ItemRelation> { [userId] = relation } };

    /// <summary>One status for all operations of a source: the common one, or partial when only some went well.</summary>
    private static SourceStatus Combine(IReadOnlyCollection<SourceStatus> statuses)
    {
        var worst = statuses.Where(status => status != SourceStatus.Ok).Distinct().ToArray();
        return worst.Length == 0 ? SourceStatus.Ok
            : statuses.Contains(SourceStatus.Ok) || worst.Length > 1 ? SourceStatus.Partial
            : worst[0];
    }
}
