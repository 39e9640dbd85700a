using OpenClaw.Contracts;

namespace OpenClaw.Audit.Features.Activity;

/// <summary>How many actions of a person ended alike within one slice of time.</summary>
/// <param name="Slice">When the slice begins.</param>
/// <param name="Change">What a task was changed to, for actions that do.</param>
/// <param name="Conversations">How many exchanges with other assistants the actions were part of.</param>
internal sealed record ActivityTally(
    DateTimeOffset Slice, AuditActionType ActionType, string Action, string? Change, AuditOutcome Outcome, long Count, long Conversations, DateTimeOffset LastAt);

/// <summary>The person and the time that are asked about; slices are as long as told and begin at <paramref name="From"/>.</summary>
internal sealed record ActivityQuestion(string TenantId, string UserId, DateTimeOffset From, DateTimeOffset To, TimeSpan Slice);

internal interface IActivityReader
{
    /// <exception cref="Query.AuditQueryTooSlowException">The database stopped the question after its time.</exception>
    Task<IReadOnlyList<ActivityTally>> TallyAsync(ActivityQuestion question, CancellationToken cancellationToken);
}
