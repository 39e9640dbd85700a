using OpenClaw.Audit.Features.Query;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Features.Metrics;

/// <summary>Entries that say the same, counted and summed.</summary>
/// <param name="Action">Empty for decisions: what is asked about is anything that somebody outside makes up.</param>
/// <param name="IsGoverned">Whether a policy decided, and not the roles alone.</param>
/// <param name="Discovered">New tasks.</param>
internal sealed record MetricsTally(
    AuditActionType ActionType, string Action, AuditPhase Phase, PolicyResult PolicyResult, AuditOutcome Outcome, bool IsGoverned, string? Model,
    long Entries, long InputTokens, long OutputTokens, long Discovered);

/// <param name="ActiveUsers">How many different people acted.</param>
internal sealed record MetricsCount(IReadOnlyList<MetricsTally> Tallies, long ActiveUsers);

internal interface IMetricsReader
{
    /// <exception cref="AuditQueryTooSlowException">The database stopped the question after its time.</exception>
    Task<MetricsCount> CountAsync(AuditScope scope, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);
}
