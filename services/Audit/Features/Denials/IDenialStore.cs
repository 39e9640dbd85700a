using OpenClaw.Audit.Features.Ingest;

namespace OpenClaw.Audit.Features.Denials;

/// <summary>An action that was refused; the person as the log calls them.</summary>
internal sealed record Denial(Guid Id, string TenantId, string UserId, string? OrgUnit, string? TeamId, string Action, string PolicyApplied);

/// <remarks>Every member throws <see cref="AuditStoreUnavailableException"/> when the database cannot be used.</remarks>
internal interface IDenialStore
{
    /// <summary>Refusals stored since a time that <see cref="TellAsync"/> has not seen, oldest first.</summary>
    Task<IReadOnlyList<Denial>> UntoldAsync(DateTimeOffset since, int limit, CancellationToken cancellationToken);

    /// <summary>Remembers these, and forgets what was told before a time.</summary>
    Task TellAsync(IReadOnlyList<Denial> denials, DateTimeOffset forget, CancellationToken cancellationToken);
}
