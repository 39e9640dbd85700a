using OpenClaw.Audit.Features.Ingest;

namespace OpenClaw.Audit.Features.Subjects;

/// <summary>Keeps the keys of persons.</summary>
/// <remarks>Every member throws <see cref="AuditStoreUnavailableException"/> when the database cannot be used.</remarks>
internal interface ISubjectStore
{
    /// <summary>Adds those that are not there and answers what is stored for each: of two replicas the first decides.</summary>
    Task<IReadOnlyList<StoredSubject>> AddAsync(IReadOnlyList<StoredSubject> candidates, CancellationToken cancellationToken);

    Task<StoredSubject?> FindAsync(string tenantId, byte[] lookup, CancellationToken cancellationToken);

    Task<IReadOnlyList<StoredSubject>> FindAsync(string tenantId, IReadOnlyCollection<string> pseudonyms, CancellationToken cancellationToken);

    /// <summary>Whom a replica that was up all the time may still hold in memory by mistake.</summary>
    Task<IReadOnlyList<(string TenantId, string Pseudonym)>> RecentlyErasedAsync(CancellationToken cancellationToken);
}
