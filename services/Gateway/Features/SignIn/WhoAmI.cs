using Microsoft.AspNetCore.Http.HttpResults;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Gateway.Features.SignIn;

/// <summary>The signed-in person.</summary>
/// <param name="CsrfToken">Present for sessions: to be sent with every change.</param>
public sealed record UserInfo(
    string UserId,
    string TenantId,
    string? Name,
    IReadOnlyList<string> Roles,
    string? OrgUnit,
    string? Team,
    EffectivePermissions EffectivePermissions,
    DateTimeOffset EndsAt,
    string? CsrfToken);

/// <summary>What pages need to know to show what somebody can do; the services decide by the permission table all the same.</summary>
/// <param name="PolicyScope">Widest scope whose policies they write: enterprise, org, team, user or none.</param>
/// <param name="AuditScope">Whose entries they see.</param>
public sealed record EffectivePermissions(bool CanManagePolicies, string PolicyScope, bool CanQueryAudit, string AuditScope)
{
    public static EffectivePermissions Of(Caller caller)
    {
        var (policies, audit) = (caller.ReachOf(Permissions.PoliciesWrite), caller.ReachOf(Permissions.AuditRead));
        return new EffectivePermissions(policies > Reach.Self, Word(policies), audit > Reach.Self, Word(audit));
    }

    private static string Word(Reach reach) => reach switch
    {
        Reach.Tenant => "enterprise",
        Reach.Org => "org",
        Reach.Team => "team",
        Reach.Self => "user",
        _ => "none",
    };
}

/// <summary>Tells pages and API clients as whom they act.</summary>
internal static class WhoAmI
{
    public static RouteHandlerBuilder MapWhoAmI(this IEndpointRouteBuilder group) =>
        group.MapGet("/userinfo", Handle)
            .WithName("WhoAmI")
            .WithSummary("Who is signed in")
            .RequirePersonWith(Permissions.IdentityRead)
            .ProducesProblem(StatusCodes.Status401Unauthorized);

    private static Ok<UserInfo> Handle(HttpContext context, SignedIn person)
    {
        context.Response.Headers.CacheControl = "no-store";
        var caller = person.Caller;
        return TypedResults.Ok(new UserInfo(
            caller.UserId, caller.TenantId, caller.DisplayName, caller.Roles, caller.OrgUnit, caller.TeamId,
            EffectivePermissions.Of(caller), person.EndsAt, person.Session?.CsrfToken));
    }
}
