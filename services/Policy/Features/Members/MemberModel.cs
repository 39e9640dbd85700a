namespace OpenClaw.Policy.Features.Members;

/// <summary>A person of the tenant, as far as they are known here.</summary>
/// <param name="Roles">Given here, on top of what the identity provider's groups say.</param>
public sealed record Member(string UserId, string? OrgUnit, string? TeamId, IReadOnlyList<string> Roles, DateTimeOffset? SeenAt);

public sealed record MemberList(IReadOnlyList<Member> Items);

/// <summary>Body of <c>PUT /api/v1/users/{userId}/roles</c>: all roles given here; none takes them away.</summary>
public sealed record GiveRoles(IReadOnlyList<string>? Roles, string? Reason);

/// <summary>Members of one tenant; the database shows no other.</summary>
internal interface IMemberStore
{
    Task<IReadOnlyList<Member>> ListAsync(string tenantId, CancellationToken cancellationToken);

    Task<Member?> FindAsync(string tenantId, string userId, CancellationToken cancellationToken);

    Task GiveAsync(string tenantId, string userId, IReadOnlyList<string> roles, string reason, string by, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Every binding of every tenant, for the gateway.</summary>
    Task<IReadOnlyList<(string TenantId, string UserId, IReadOnlyList<string> Roles)>> AllAsync(CancellationToken cancellationToken);
}
