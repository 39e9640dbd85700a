using OpenClaw.Audit.Features.Activity;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Features.Metrics;

/// <summary>Intended actions by what was decided about them, by a policy or by the roles alone.</summary>
/// <param name="Pending">Those that need somebody's approval first.</param>
public sealed record ActionMetrics(long Allowed, long Denied, long Pending);

/// <param name="Requests">Calls that succeeded.</param>
public sealed record ModelMetrics(long Requests, long InputTokens, long OutputTokens);

/// <summary>What happened in a company, or in the part of it that the caller administers; counted in the audit log.</summary>
/// <param name="From">Begin of the 24 hours that are counted; they end with <paramref name="CollectedAt"/>.</param>
/// <param name="ActiveUsers">People and service accounts that acted, each counted once.</param>
/// <param name="AutoResponsesSent">Replies sent in people's names.</param>
/// <param name="TasksDiscovered">Tasks put onto people's desks that were not there before.</param>
/// <param name="ModelCalls">Calls of models that succeeded.</param>
/// <param name="PolicyEvaluations">Actions and questions that a policy decided.</param>
/// <param name="AuditEntries">Entries of the log, intents and outcomes alike.</param>
/// <param name="Models">By model.</param>
/// <param name="ConnectorSyncs">By connector, how often something was taken in.</param>
/// <param name="AuditLogSize">All entries the company's log ever had; absent when the caller's reach is less than the company.</param>
public sealed record CompanyMetrics(
    DateTimeOffset From,
    DateTimeOffset CollectedAt,
    long ActiveUsers,
    long AutoResponsesSent,
    long TasksDiscovered,
    long ModelCalls,
    long PolicyEvaluations,
    long AuditEntries,
    ActionMetrics Actions,
    IReadOnlyDictionary<string, ModelMetrics> Models,
    IReadOnlyDictionary<string, long> ConnectorSyncs,
    long? AuditLogSize)
{
    private const string UnnamedModel = "unknown";

    internal static CompanyMetrics Of(MetricsCount count, DateTimeOffset from, DateTimeOffset to, long? logSize)
    {
        var intents = count.Tallies.Where(tally => tally.Phase == AuditPhase.Intent).ToArray();
        var done = count.Tallies.Where(tally => tally is { Phase: AuditPhase.Outcome, Outcome: AuditOutcome.Success }).ToArray();
        var calls = done.Where(tally => tally.ActionType == AuditActionType.ModelCall).ToArray();
        long Decided(PolicyResult result) => Entries(intents.Where(tally => tally.PolicyResult == result));
        return new CompanyMetrics(
            from,
            to,
            count.ActiveUsers,
            Entries(done.Where(tally => tally.Action == ActivityWords.Reply)),
            done.Sum(tally => tally.Discovered),
            Entries(calls),
            Entries(intents.Where(tally => tally.IsGoverned)),
            Entries(count.Tallies),
            new ActionMetrics(Decided(PolicyResult.Allow), Decided(PolicyResult.Deny), Decided(PolicyResult.RequireApproval)),
            calls.GroupBy(call => call.Model ?? UnnamedModel).ToDictionary(
                model => model.Key, model => new ModelMetrics(Entries(model), model.Sum(call => call.InputTokens), model.Sum(call => call.OutputTokens))),
            done.Where(tally => tally.ActionType == AuditActionType.ConnectorEvent && ConnectorOf(tally) is not null)
                .GroupBy(tally => ConnectorOf(tally)!).ToDictionary(connector => connector.Key, Entries),
            logSize);
    }

    private static long Entries(IEnumerable<MetricsTally> tallies) => tallies.Sum(tally => tally.Entries);

    private static string? ConnectorOf(MetricsTally tally) => ActivityWords.ConnectorOf(tally.ActionType, tally.Action);
}
