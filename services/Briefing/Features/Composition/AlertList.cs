using System.Globalization;
using OpenClaw.Briefing.Features.Tasks;
using OpenClaw.Contracts;

namespace OpenClaw.Briefing.Features.Composition;

/// <summary>What a briefing must say beside its list (spec/briefing.md 6.3).</summary>
internal static class AlertList
{
    public static IReadOnlyList<BriefingAlert> Of(
        IReadOnlyList<WorkTask> open, IReadOnlyDictionary<string, SourceStatus> sources, PersonActivity? activity, DateTimeOffset now) =>
        [.. TaskAlerts(open, now), .. SourceAlerts(sources), .. ActivityAlerts(activity), .. Duplicates(open)];

    private static IEnumerable<BriefingAlert> TaskAlerts(IReadOnlyList<WorkTask> open, DateTimeOffset now)
    {
        var overdue = open.Count(task => task.Signals.Deadline <= now);
        if (overdue > 0)
        {
            yield return new("overdue", AlertSeverity.Critical, Count(overdue, "task is past its deadline", "tasks are past their deadline"));
        }

        var breached = open.Count(task => task.Signals.SlaTimer <= now);
        if (breached > 0)
        {
            yield return new("sla_breach", AlertSeverity.Critical, Count(breached, "task is past its service level", "tasks are past their service level"));
        }
    }

    private static IEnumerable<BriefingAlert> SourceAlerts(IReadOnlyDictionary<string, SourceStatus> sources)
    {
        foreach (var (source, status) in sources.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            switch (status)
            {
                case SourceStatus.Error or SourceStatus.Unreachable or SourceStatus.Partial:
                    yield return new("connector_unavailable", AlertSeverity.Warning, $"{source} could not be read completely; this briefing may be incomplete.");
                    break;
                case SourceStatus.Denied:
                    yield return new("policy_denied_source", AlertSeverity.Info, $"Reading {source} is not permitted by policy.");
                    break;
            }
        }
    }

    private static IEnumerable<BriefingAlert> ActivityAlerts(PersonActivity? activity)
    {
        if (activity is null)
        {
            yield return new("activity_unavailable", AlertSeverity.Warning, "The audit log could not be read; what was done for you since yesterday is missing here.");
        }
    }

    private static IEnumerable<BriefingAlert> Duplicates(IReadOnlyList<WorkTask> open)
    {
        var doubtful = open.Count(task => task.Related.Count > 0);
        if (doubtful > 0)
        {
            yield return new("possible_duplicates", AlertSeverity.Info, Count(doubtful, "task may be about the same thing as another", "tasks may be about the same thing as others"));
        }
    }

    private static string Count(int count, string one, string many) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many)}.");
}
