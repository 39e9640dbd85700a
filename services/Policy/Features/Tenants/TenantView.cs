using OpenClaw.Contracts;

namespace OpenClaw.Policy.Features.Tenants;

/// <summary>A tenant as administrators see it; the entity tag is its version.</summary>
public sealed record TenantView(
    string Id,
    string Name,
    TenantStatus Status,
    string StatusReason,
    IReadOnlyList<string> Domains,
    string? OidcIssuer,
    string? OidcClientId,
    IReadOnlyDictionary<string, string> RoleMap,
    IReadOnlyDictionary<string, string> CustomRoles,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    internal static TenantView Of(TenantRow row) => new(
        row.Entry.Id, row.Entry.Name, row.Entry.Status, row.StatusReason, row.Entry.Domains, row.Entry.OidcIssuer, row.Entry.OidcClientId,
        row.Entry.RoleMap, row.Entry.CustomRoles, row.CreatedAt, row.UpdatedAt);
}

public sealed record TenantList(IReadOnlyList<TenantView> Items, int Total);

/// <summary>Answer of <c>GET /api/v1/tenants/{id}/status</c>.</summary>
public sealed record TenantState(string Id, string Name, TenantStatus Status, int PolicyCount, int UserCount, int ServiceAccountCount);
