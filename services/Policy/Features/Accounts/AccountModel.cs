using OpenClaw.Contracts;

namespace OpenClaw.Policy.Features.Accounts;

/// <summary>A program that acts for a tenant; the entity tag is its version.</summary>
/// <param name="Scopes">Permissions its keys carry.</param>
public sealed record ServiceAccount(
    string Id,
    string Description,
    IReadOnlyList<string> Scopes,
    string? OrgUnit,
    string? TeamId,
    KeyTier Tier,
    bool IsEnabled,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    int RowVersion);

/// <summary>A key as administrators see it: never its secret.</summary>
public sealed record KeyView(string KeyId, string AccountId, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt);

/// <summary>A new key.</summary>
/// <param name="Key">Shown once: a request that is repeated under its <c>Idempotency-Key</c> makes no second key and gets no secret, which is kept nowhere.</param>
public sealed record IssuedKey(string KeyId, string? Key, DateTimeOffset? ExpiresAt);

public sealed record ServiceAccountList(IReadOnlyList<ServiceAccount> Items);

public sealed record KeyList(IReadOnlyList<KeyView> Items);

/// <summary>Body of <c>POST /api/v1/service-accounts</c>.</summary>
public sealed record CreateServiceAccount(
    string? Name, string? Description, IReadOnlyList<string>? Scopes, string? OrgUnit, string? TeamId, KeyTier? Tier);

/// <summary>Body of <c>PUT /api/v1/service-accounts/{id}</c>; what is left out stays.</summary>
public sealed record ChangeServiceAccount(string? Description, IReadOnlyList<string>? Scopes, KeyTier? Tier, bool? IsEnabled);

/// <summary>Body of <c>POST .../keys</c>.</summary>
/// <param name="ExpiresInDays">1 to 365; without it 90.</param>
public sealed record IssueKey(int? ExpiresInDays);

/// <summary>Body of <c>POST .../keys/{keyId}/rotate</c>.</summary>
/// <param name="GraceSeconds">How long the old key goes on working, 0 to 7 days; without it one hour.</param>
public sealed record RotateKey(int? GraceSeconds, int? ExpiresInDays);

/// <summary>Accounts and keys; every call concerns one tenant, and the database shows it no other.</summary>
internal interface IAccountStore
{
    Task<IReadOnlyList<ServiceAccount>> ListAsync(string tenantId, CancellationToken cancellationToken);

    Task<ServiceAccount?> FindAsync(string tenantId, string accountId, CancellationToken cancellationToken);

    /// <summary>False when the id is taken.</summary>
    Task<bool> AddAsync(string tenantId, ServiceAccount account, KeptAnswer? kept, CancellationToken cancellationToken);

    /// <summary>False when its version is no longer the one before this.</summary>
    Task<bool> UpdateAsync(string tenantId, ServiceAccount account, string updatedBy, CancellationToken cancellationToken);

    Task<IReadOnlyList<KeyView>> KeysAsync(string tenantId, string accountId, CancellationToken cancellationToken);

    /// <summary>False when the same request is being answered elsewhere.</summary>
    Task<bool> AddKeyAsync(string tenantId, KeyView key, string secretHash, KeptAnswer? kept, CancellationToken cancellationToken);

    /// <summary>False when there is no such key that is not revoked.</summary>
    Task<bool> EndKeyAsync(string tenantId, string accountId, string keyId, string by, DateTimeOffset? revokedAt, DateTimeOffset? expiresAt, CancellationToken cancellationToken);

    /// <summary>A key that may be used now, whosever it is.</summary>
    Task<ApiKeyEntry?> FindUsableAsync(string keyId, DateTimeOffset now, CancellationToken cancellationToken);
}
