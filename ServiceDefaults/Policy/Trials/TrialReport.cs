using OpenClaw.Contracts;

namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>
/// What one process saw of a trial since it began, so that a report that is repeated, lost or overtaken by the next counts
/// nothing twice.
/// </summary>
/// <param name="Reporter">Names the process; each start has a name of its own.</param>
/// <param name="Decisions">Taken while the trial ran: in the shadow all of the tenant, in a roll-out those the draft decided.</param>
/// <param name="Errors">Of these, the ones the draft failed on.</param>
/// <param name="Compared">Of these, the ones for which the other side was asked too.</param>
/// <param name="Changes">How many of the compared ones differ, by <c>allow&gt;deny</c>: what is in force, then the draft.</param>
public sealed record TrialReport(
    string TenantId,
    Guid TrialId,
    string Reporter,
    long Decisions,
    long Errors,
    long Compared,
    IReadOnlyDictionary<string, long> Changes,
    IReadOnlyList<TrialExample> Examples);

/// <summary>A decision on which what is in force and the draft differ.</summary>
public sealed record TrialExample(
    DateTimeOffset At, string UserId, string Action, Classification DataClassification, string Change, string ActiveReason, string DraftReason);

/// <summary>Where reports go: to the policy service through the sidecar; in the policy service to its own store.</summary>
public interface ITrialReporter
{
    /// <summary>False when it did not arrive; the next report contains it.</summary>
    Task<bool> ReportAsync(TrialReport report, CancellationToken cancellationToken);
}
