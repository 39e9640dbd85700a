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
    DateTimeOffset EndsAt,
    string? CsrfToken);

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
            caller.UserId, caller.TenantId, caller.DisplayName, caller.Roles, caller.OrgUnit, caller.TeamId, person.EndsAt, person.Session?.CsrfToken));
    }
}
