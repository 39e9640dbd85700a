using OpenClaw.Audit.Features.Ingest;

namespace OpenClaw.Audit.Features.Denials;

/// <summary>An action that was refused; the person as the log calls them.</summary>
internal sealed record Denial(Guid Id, string TenantId, string UserId, string? OrgUnit, string? TeamId, DenialKind Kind);

/// <summary>What a refusal is counted with.</summary>
internal sealed record DenialKind(string Action, string PolicyApplied);

/// <remarks>Every member throws <see cref="AuditStoreUnavailableException"/> when the database cannot be used.</remarks>
internal interface IDenialStore
{
    /// <summary>Refusals stored since a time that <see cref="TellAsync"/> has not seen, oldest first.</summary>
    Task<IReadOnlyList<Denial>> UntoldAsync(DateTimeOffset since, int limit, CancellationToken cancellationToken);

    /// <summary>How many of each kind were told since a time, the last told first.</summary>
    Task<IReadOnlyList<(DenialKind Kind, long Count)>> ToldAsync(string tenantId, DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>Remembers these, those to tell by their kind, and forgets what was told before a time.</summary>
    Task TellAsync(IReadOnlyList<Denial> denials, IReadOnlySet<Guid> wanted, DateTimeOffset forget, CancellationToken cancellationToken);
}
