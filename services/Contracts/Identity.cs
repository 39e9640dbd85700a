namespace OpenClaw.Contracts;

/// <summary>How much an API key may ask per hour.</summary>
public enum KeyTier
{
    Basic,
    Standard,
    Premium,
}

/// <summary>Whether a tenant may be used.</summary>
public enum TenantStatus
{
    /// <summary>Being set up: its administrators may sign in, nobody else.</summary>
    Provisioning,
    Active,

    /// <summary>Nobody of it gets in.</summary>
    Suspended,
}

/// <summary>A tenant as the gateway needs to know it.</summary>
public sealed record TenantEntry(string Id, string Name, TenantStatus Status)
{
    /// <summary>Mail domains of its people; choose the identity provider at sign-in.</summary>
    public IReadOnlyList<string> Domains { get; init; } = [];

    /// <summary>Its own identity provider; null: the deployment's.</summary>
    public string? OidcIssuer { get; init; }

    /// <summary>Our client id there; null: the deployment's.</summary>
    public string? OidcClientId { get; init; }

    /// <summary>Role by group of the provider, in addition to the built-in names.</summary>
    public IReadOnlyDictionary<string, string> RoleMap { get; init; } = new Dictionary<string, string>();

    /// <summary>Custom roles, each with the built-in role it inherits from.</summary>
    public IReadOnlyDictionary<string, string> CustomRoles { get; init; } = new Dictionary<string, string>();

    /// <summary>Built-in roles that administrators gave to users here, on top of their groups.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> RoleBindings { get; init; } = new Dictionary<string, IReadOnlyList<string>>();
}

/// <summary>Answer of the policy service's <c>GET /internal/tenants</c>: every tenant.</summary>
public sealed record TenantSnapshot(IReadOnlyList<TenantEntry> Tenants);

/// <summary>Answer of the policy service's <c>GET /internal/api-keys/{keyId}</c>: a key that may be used now.</summary>
/// <param name="SecretHash">SHA-256 of the key's secret part, base64url; the secret itself is stored nowhere.</param>
/// <param name="Scopes">Permissions the key was given.</param>
public sealed record ApiKeyEntry(string KeyId, string TenantId, string AccountId, string SecretHash, KeyTier Tier, IReadOnlyList<string> Scopes)
{
    public string? OrgUnit { get; init; }
    public string? TeamId { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}
