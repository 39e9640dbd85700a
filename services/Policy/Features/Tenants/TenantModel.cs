using OpenClaw.Contracts;

namespace OpenClaw.Policy.Features.Tenants;

/// <summary>A tenant as it is stored.</summary>
internal sealed record TenantRow(
    TenantEntry Entry, string StatusReason, int RowVersion, string CreatedBy, DateTimeOffset CreatedAt, string UpdatedBy, DateTimeOffset UpdatedAt);

/// <summary>How much there is of a tenant.</summary>
internal sealed record TenantCounts(int Policies, int Users, int ServiceAccounts);

/// <summary>Tenants in a database whose rows are only visible to the tenant that a transaction names.</summary>
internal interface ITenantStore
{
    Task<IReadOnlyList<TenantRow>> ListAsync(CancellationToken cancellationToken);

    Task<TenantRow?> FindAsync(string tenantId, CancellationToken cancellationToken);

    Task<TenantCounts> CountAsync(string tenantId, CancellationToken cancellationToken);

    /// <exception cref="TenantConflictException">The id or a mail domain is taken.</exception>
    Task AddAsync(TenantRow tenant, KeptAnswer? kept, CancellationToken cancellationToken);

    /// <summary>False when the version is another meanwhile.</summary>
    /// <exception cref="TenantConflictException">A mail domain is taken.</exception>
    Task<bool> UpdateAsync(TenantRow tenant, int expectedVersion, CancellationToken cancellationToken);
}

/// <summary>What must be unique is taken.</summary>
internal sealed class TenantConflictException(string what, Exception innerException) : Exception(what, innerException);
