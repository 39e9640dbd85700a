using OpenClaw.Audit.Features.Ingest;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Features.Alerts;

/// <summary>An entry that a rule is about; the person as the log calls them.</summary>
/// <param name="Label">What it is counted with; names no person.</param>
internal sealed record Alert(Guid Id, string TenantId, string UserId, string? OrgUnit, string? TeamId, AuditAlarmKind Rule, string Label)
{
    /// <summary>Much that is sent by itself is for the person's manager; everything else for those who look after the log.</summary>
    public AlertReaders Readers => new(TenantId, Rule, Rule == AuditAlarmKind.AutoResponses ? TeamId : null);
}

/// <summary>Who is told of what: a team's lead, or auditors and administrators of the company.</summary>
internal sealed record AlertReaders(string TenantId, AuditAlarmKind Rule, string? TeamId);

/// <remarks>Every member throws <see cref="AuditStoreUnavailableException"/> when the database cannot be used.</remarks>
internal interface IAlertStore
{
    /// <summary>What the rules are about, stored since a time, that <see cref="TellAsync"/> has not seen; oldest first.</summary>
    Task<IReadOnlyList<Alert>> UntoldAsync(DateTimeOffset since, int limit, CancellationToken cancellationToken);

    /// <summary>Which of the person's automatic responses of its day (UTC) each is, from the first of a day on.</summary>
    Task<IReadOnlyDictionary<Guid, long>> PlacesAsync(string tenantId, string userId, DateTimeOffset midnight, CancellationToken cancellationToken);

    /// <summary>How many of each label these readers were told of since a time, the last told first.</summary>
    Task<IReadOnlyList<(string Label, long Count)>> ToldAsync(AlertReaders readers, DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>Remembers all that these readers need not be told of again, under their labels those they are told of, and forgets what was told before a time.</summary>
    Task TellAsync(AlertReaders readers, IReadOnlyList<Alert> seen, IReadOnlyList<Alert> told, DateTimeOffset forget, CancellationToken cancellationToken);
}
