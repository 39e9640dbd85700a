using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace OpenClaw.ServiceDefaults.Identity;

/// <summary>Claim names of the internal token.</summary>
public static class InternalClaims
{
    public const string Tenant = "tid";
    public const string Subject = "sub";
    public const string Role = "roles";
    public const string OrgUnit = "org";
    public const string Team = "team";
    public const string Name = "name";

    /// <summary>Permissions a service account's key was given; people have none of these.</summary>
    public const string Scope = "scp";
}

/// <summary>The built-in roles (spec/auth.md 5) plus the auditor of spec/audit.md.</summary>
public static class Roles
{
    public const string EnterpriseAdmin = "enterprise_admin";
    public const string OrgAdmin = "org_admin";
    public const string TeamLead = "team_lead";
    public const string User = "user";
    public const string Auditor = "auditor";

    /// <summary>Runs the deployment: sees health and queues, no content.</summary>
    public const string Operator = "operator";

    /// <summary>A program with an API key. Not a user: it has only what its key was given.</summary>
    public const string ServiceAccount = "service_account";
}

/// <summary>
/// Who asks, as the gateway's internal token says. Endpoints take it as a parameter; it never comes from a body,
/// query or header of the caller.
/// </summary>
public sealed record Caller(string TenantId, string UserId, IReadOnlyList<string> Roles, string? OrgUnit, string? TeamId, string? DisplayName)
{
    /// <summary>Set for service accounts: the permissions of the key, within what the table grants them.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    public bool IsInRole(string role) => Roles.Contains(role, StringComparer.Ordinal);

    /// <summary>Reads the caller of an authenticated principal; null when tenant or subject is missing.</summary>
    public static Caller? From(ClaimsPrincipal principal)
    {
        var tenant = principal.FindFirstValue(InternalClaims.Tenant);
        var subject = principal.FindFirstValue(InternalClaims.Subject);
        if (string.IsNullOrEmpty(tenant) || string.IsNullOrEmpty(subject))
        {
            return null;
        }

        var roles = principal.FindAll(InternalClaims.Role).Select(claim => claim.Value).ToArray();
        return new Caller(
            tenant,
            subject,
            roles,
            principal.FindFirstValue(InternalClaims.OrgUnit),
            principal.FindFirstValue(InternalClaims.Team),
            principal.FindFirstValue(InternalClaims.Name))
        {
            // A service account without a single scope has no such claim, and must not pass for somebody unrestricted.
            Scopes = roles.Contains(Identity.Roles.ServiceAccount, StringComparer.Ordinal)
                ? [.. principal.FindAll(InternalClaims.Scope).Select(claim => claim.Value)]
                : null,
        };
    }

    /// <summary>Minimal API binding: an endpoint that takes a caller must be behind the user policy.</summary>
    public static ValueTask<Caller> BindAsync(HttpContext context) =>
        From(context.User) is { } caller
            ? ValueTask.FromResult(caller)
            : throw new BadHttpRequestException("The caller is not known.", StatusCodes.Status401Unauthorized);
}
