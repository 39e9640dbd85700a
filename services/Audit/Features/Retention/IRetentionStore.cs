using OpenClaw.Audit.Features.Ingest;

namespace OpenClaw.Audit.Features.Retention;

/// <summary>Whose entries of what kind a month holds, as far as policies distinguish; the person as the log calls them.</summary>
internal sealed record MonthScope(string TenantId, string? OrgUnit, string? TeamId, string UserId, string ActionType);

/// <summary>A sealed entry of a month; the line is valid until the next.</summary>
internal delegate ValueTask ArchivedEntry(long sequence, ReadOnlyMemory<byte> line);

/// <summary>A tenant's entries of a month in a folder below the archives'.</summary>
/// <param name="Manifest">The signed note that says which.</param>
internal sealed record MonthArchive(string TenantId, DateOnly Month, string Folder, string Manifest, long Entries);

/// <remarks>Every member throws <see cref="AuditStoreUnavailableException"/> when the database cannot be used.</remarks>
internal interface IRetentionStore
{
    /// <summary>Lets one replica work; null while another does.</summary>
    Task<IAsyncDisposable?> TryLockAsync(CancellationToken cancellationToken);

    /// <summary>Months that are in the database, oldest first.</summary>
    Task<IReadOnlyList<DateOnly>> MonthsAsync(CancellationToken cancellationToken);

    Task<IReadOnlyList<MonthScope>> ScopesAsync(DateOnly month, CancellationToken cancellationToken);

    /// <summary>Whether a legal hold concerns one of these tenants.</summary>
    Task<bool> IsHeldAsync(IReadOnlyCollection<string> tenants, CancellationToken cancellationToken);

    /// <summary>How many sealed entries a tenant has in a month.</summary>
    Task<long> CountAsync(string tenantId, DateOnly month, CancellationToken cancellationToken);

    /// <summary>Them, in the order of their numbers.</summary>
    Task ReadAsync(string tenantId, DateOnly month, ArchivedEntry entry, CancellationToken cancellationToken);

    /// <summary>What was archived since a time, of all tenants.</summary>
    Task<IReadOnlyList<MonthArchive>> ArchivesAsync(DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>How many archives of this month a tenant has: late entries make another.</summary>
    Task<int> CountArchivesAsync(string tenantId, DateOnly month, CancellationToken cancellationToken);

    /// <summary>Drops the month, if the database agrees that it may go and that the archives hold all of it.</summary>
    /// <exception cref="MonthKeptException">It does not agree.</exception>
    Task DisposeAsync(DateOnly month, int keepDays, IReadOnlyList<MonthArchive> archives, CancellationToken cancellationToken);
}

/// <summary>A month cannot go now, and why.</summary>
internal sealed class MonthKeptException(string message, Exception? inner = null) : Exception(message, inner);
