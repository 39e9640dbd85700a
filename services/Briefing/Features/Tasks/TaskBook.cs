using OpenClaw.Briefing.Features.Correlation;
using OpenClaw.Briefing.Features.Desk;

namespace OpenClaw.Briefing.Features.Tasks;

/// <summary>
/// Keeps the tasks of a desk in step with its items and decisions. The tasks are computed from the whole set, never
/// patched, so their final state depends on what arrived and not on the order or number of deliveries.
/// </summary>
internal static class TaskBook
{
    public static DeskState Recompute(DeskState state, DeskOwner owner, DateTimeOffset now, string requestId)
    {
        var correlation = Correlator.Correlate(
            SubjectFactory.Of(owner, state.Items.Values),
            CorrelationRules.Corrected(SubjectFactory.KnownProjects(state.Items.Values)),
            state.LinkDecisions);
        var computed = Relate(correlation, correlation.Clusters.Select(cluster => (cluster, TaskFactory.Create(owner, cluster, state, now))));
        var ledger = new TaskLedger(state, owner, now, requestId);
        foreach (var task in computed)
        {
            ledger.Keep(task);
        }

        return ledger.Close(correlation.Links);
    }

    /// <summary>Adds to each task those that may be about the same thing.</summary>
    private static List<WorkTask> Relate(CorrelationResult correlation, IEnumerable<(Cluster Cluster, WorkTask Task)> clustered)
    {
        var pairs = clustered.ToArray();
        var taskOf = pairs.SelectMany(pair => pair.Cluster.Keys.Select(key => (key, pair.Task)))
            .ToDictionary(entry => entry.key, entry => entry.Task, StringComparer.Ordinal);
        var related = correlation.Links
            .Where(link => link.State is LinkState.Suggested or LinkState.AutoMerged && taskOf[link.First].Id != taskOf[link.Second].Id)
            .SelectMany(link => new[] { (From: link.First, To: link.Second, link.Confidence), (From: link.Second, To: link.First, link.Confidence) })
            .ToLookup(link => taskOf[link.From].Id, link => (Task: taskOf[link.To], link.Confidence));
        return
        [
            .. pairs.Select(pair => pair.Task with
            {
                Related =
                [
                    .. related[pair.Task.Id]
                        .GroupBy(link => link.Task.Id)
                        .Select(group => new RelatedTask(group.Key, group.First().Task.Title, group.Max(link => link.Confidence) / 10_000m))
                        .OrderByDescending(task => task.Confidence)
                        .ThenBy(task => task.TaskId),
                ],
            }),
        ];
    }
}
