namespace OpenClaw.Contracts;

/// <summary>
/// Body of the audit service's <c>POST /internal/audit/activity</c>: what was done for a person, for a service that acts for
/// them. Only services on the route's list may call it, which is why tenant and user may come from the body here.
/// </summary>
/// <param name="From">Earliest time, inclusive.</param>
/// <param name="To">Latest time, exclusive.</param>
public sealed record ActivityRequest(string TenantId, string UserId, DateTimeOffset From, DateTimeOffset To)
{
    public string? OrgUnit { get; init; }
    public string? TeamId { get; init; }
}

/// <summary>What was done for a person in some time, as the audit log tells it (spec/audit.md 12).</summary>
/// <param name="Counts">Ended actions of each kind, in the order of the kinds; kinds without any are left out.</param>
/// <param name="Highlights">What was refused or failed, newest first; only the newest, the counts tell how many there are.</param>
/// <param name="Connectors">How each connector that was used did the last time, by its name.</param>
public sealed record PersonActivity(
    DateTimeOffset From,
    DateTimeOffset To,
    IReadOnlyList<ActivityCount> Counts,
    IReadOnlyList<ActivityHighlight> Highlights,
    IReadOnlyDictionary<string, ConnectorActivity> Connectors,
    AutoResponseSummary AutoResponses);

/// <summary>How the actions of a kind ended.</summary>
public sealed record ActivityCount(AuditActionType ActionType, long Success, long Denied, long Error, long PendingApproval);

/// <summary>An action that was refused or failed. Names the action, never the data it was about.</summary>
/// <param name="Id">Its entry in the audit log.</param>
public sealed record ActivityHighlight(
    Guid Id,
    DateTimeOffset At,
    AuditActionType ActionType,
    string Action,
    AuditOutcome Outcome,
    string PolicyApplied,
    string Reason,
    string RequestId);

/// <param name="Actions">How often it was used.</param>
/// <param name="LastAt">When it was used last, which is what the status is of.</param>
public sealed record ConnectorActivity(SourceStatus Status, long Actions, DateTimeOffset LastAt);

/// <summary>Replies written for the person (spec/auto-response.md 8, as far as the log tells it).</summary>
/// <param name="Queued">Drafts that were put before the person.</param>
/// <param name="Withheld">Replies that a policy refused.</param>
/// <param name="Overridden">Sent replies that the person called wrong.</param>
public sealed record AutoResponseSummary(long Sent, long Queued, long Withheld, long Failed, long Overridden, long TimeSavedMinutes);
