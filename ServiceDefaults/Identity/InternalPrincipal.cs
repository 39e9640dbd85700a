using System.Security.Claims;
using OpenClaw.ServiceDefaults.Identity.Tokens;

namespace OpenClaw.ServiceDefaults.Identity;

/// <summary>Turns callers and internal tokens into principals that <see cref="Caller.From"/> reads.</summary>
public static class InternalPrincipal
{
    internal static ClaimsPrincipal From(ValidatedToken token, string scheme)
    {
        var identity = Begin(scheme, token.GetString(InternalClaims.Tenant), token.Subject, token.GetStrings(InternalClaims.Role));
        AddIfPresent(identity, InternalClaims.OrgUnit, token.GetString(InternalClaims.OrgUnit));
        AddIfPresent(identity, InternalClaims.Team, token.GetString(InternalClaims.Team));
        AddIfPresent(identity, InternalClaims.Name, token.GetString(InternalClaims.Name));
        AddScopes(identity, token.GetStrings(InternalClaims.Scope));
        return new ClaimsPrincipal(identity);
    }

    public static ClaimsPrincipal From(Caller caller, string scheme)
    {
        var identity = Begin(scheme, caller.TenantId, caller.UserId, caller.Roles);
        AddIfPresent(identity, InternalClaims.OrgUnit, caller.OrgUnit);
        AddIfPresent(identity, InternalClaims.Team, caller.TeamId);
        AddIfPresent(identity, InternalClaims.Name, caller.DisplayName);
        AddScopes(identity, caller.Scopes ?? []);
        return new ClaimsPrincipal(identity);
    }

    private static ClaimsIdentity Begin(string scheme, string? tenant, string subject, IEnumerable<string> roles)
    {
        var identity = new ClaimsIdentity(scheme, InternalClaims.Name, InternalClaims.Role);
        AddIfPresent(identity, InternalClaims.Tenant, tenant);
        AddIfPresent(identity, InternalClaims.Subject, subject);
        identity.AddClaims(roles.Select(role => new Claim(InternalClaims.Role, role)));
        return identity;
    }

    private static void AddScopes(ClaimsIdentity identity, IEnumerable<string> scopes) =>
        identity.AddClaims(scopes.Select(scope => new Claim(InternalClaims.Scope, scope)));

    private static void AddIfPresent(ClaimsIdentity identity, string type, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            identity.AddClaim(new Claim(type, value));
        }
    }
}
