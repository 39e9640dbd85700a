using OpenClaw.Contracts;

namespace OpenClaw.Audit.Features.Timeline;

/// <summary>Joins the halves of each action.</summary>
internal static class TimelineBuilder
{
    /// <param name="overdueBefore">An intent older than this whose outcome is not there has lost it.</param>
    public static RequestTimeline Build(string requestId, IReadOnlyList<AuditEntry> entries, DateTimeOffset overdueBefore, bool isCut)
    {
        var outcomes = entries.Where(entry => entry.Phase == AuditPhase.Outcome).ToLookup(entry => entry.IntentId);
        var intents = entries.Where(entry => entry.Phase == AuditPhase.Intent).ToDictionary(entry => entry.Id);
        var steps = intents.Values.Select(intent => Step(intent, outcomes[intent.Id].FirstOrDefault(), overdueBefore))
            .Concat(entries.Where(entry => entry.Phase == AuditPhase.Outcome && !intents.ContainsKey(entry.IntentId ?? Guid.Empty)).Select(outcome => Step(null, outcome, overdueBefore)))
            .OrderBy(step => step.StartedAt).ThenBy(step => step.IntentId ?? step.OutcomeId).ToArray();
        var (first, last) = (entries.Min(entry => entry.Timestamp), entries.Max(entry => entry.Timestamp));
        return new RequestTimeline(
            requestId,
            [.. entries.Select(entry => entry.TraceId).OfType<string>().Distinct()],
            first,
            last,
            (last - first).TotalMilliseconds,
            steps,
            [.. steps.Where(step => step.State is "outcome_missing" or "intent_missing").Select(step => $"{step.State} of {step.Action} by {step.SourceService}")],
            isCut);
    }

    private static TimelineStep Step(AuditEntry? intent, AuditEntry? outcome, DateTimeOffset overdueBefore)
    {
        var known = intent ?? outcome!;
        var state = (intent, outcome) switch
        {
            (not null, not null) => "complete",
            (null, _) => "intent_missing",
            _ => known.Timestamp < overdueBefore ? "outcome_missing" : "pending",
        };
        return new TimelineStep(
            intent?.Id ?? outcome!.IntentId,
            outcome?.Id,
            state,
            known.ActionType,
            known.Action,
            known.SourceService,
            known.UserId,
            known.ActorUserId,
            known.Timestamp,
            outcome?.Timestamp,
            intent is null ? null : (outcome?.Timestamp - intent.Timestamp)?.TotalMilliseconds,
            new TimelineDecision(known.PolicyResult, known.PolicyApplied, known.PolicyVersion, known.PolicyReason),
            EffectOf(intent, outcome),
            outcome?.Outcome);
    }

    private static TimelineEffect EffectOf(AuditEntry? intent, AuditEntry? outcome)
    {
        var last = outcome ?? intent!;
        return new TimelineEffect(
            intent?.ActionDetail ?? [],
            outcome?.ActionDetail,
            last.DataClassification,
            outcome is { DataAccessed.Count: > 0 } ? outcome.DataAccessed : intent?.DataAccessed ?? [],
            last.ModelUsed,
            last.ModelTokens);
    }
}
