using OpenClaw.Contracts;

namespace OpenClaw.Audit.Features.Timeline;

/// <summary>What happened with one request: every action it caused, oldest first.</summary>
/// <param name="Missing">What is not told although it should be; empty when the story is complete.</param>
/// <param name="IsCut">The request has more entries than one answer holds; ask for them page by page.</param>
public sealed record RequestTimeline(
    string RequestId,
    IReadOnlyList<string> TraceIds,
    DateTimeOffset StartedAt,
    DateTimeOffset EndedAt,
    double DurationMilliseconds,
    IReadOnlyList<TimelineStep> Steps,
    IReadOnlyList<string> Missing,
    bool IsCut)
{
    /// <summary>There may be more in archives, which reach until then: ask with an earlier <c>from</c> to have them read.</summary>
    public DateTimeOffset? ArchivedUntil { get; init; }
}

/// <summary>One action: what was intended, what the policies said, what was done and what became of it.</summary>
/// <param name="State"><c>complete</c>, <c>pending</c> (the outcome may still come), <c>outcome_missing</c> or <c>intent_missing</c>.</param>
public sealed record TimelineStep(
    Guid? IntentId,
    Guid? OutcomeId,
    string State,
    AuditActionType ActionType,
    string Action,
    string SourceService,
    string UserId,
    string ActorUserId,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    double? DurationMilliseconds,
    TimelineDecision Decision,
    TimelineEffect Effect,
    AuditOutcome? Outcome);

public sealed record TimelineDecision(PolicyResult Result, string Policy, string? Version, string Reason);

/// <summary>What was to be done, what came of it, and the data that was touched.</summary>
public sealed record TimelineEffect(
    System.Text.Json.Nodes.JsonObject Intended,
    System.Text.Json.Nodes.JsonObject? Done,
    Classification DataClassification,
    IReadOnlyList<DataAccess> DataAccessed,
    string? ModelUsed,
    ModelTokens? ModelTokens);
