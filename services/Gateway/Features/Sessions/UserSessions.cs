using Microsoft.AspNetCore.Http.HttpResults;
using OpenClaw.Gateway.Features.Live;
using OpenClaw.Gateway.Features.SignIn;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Gateway.Features.Sessions;

/// <summary>An administrator signs somebody out everywhere: a lost laptop, a leaver.</summary>
internal static class UserSessions
{
    public static void MapUserSessions(this IEndpointRouteBuilder api) =>
        api.MapDelete("/users/{userId}/sessions", HandleAsync)
            .WithName("EndSessionsOfUser")
            .WithSummary("End every session of a user, and withdraw the tokens issued to them so far")
            .WithTags("Administration")
            .RequirePersonWith(Permissions.SessionsManage)
            .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Results<Ok<SessionsEnded>, ProblemHttpResult>> HandleAsync(
        string userId, SignedIn admin, SessionRegister sessions, SignInAudit audit, LiveConnections live, CancellationToken cancellationToken)
    {
        var key = new PersonKey(admin.Caller.TenantId, userId);
        var known = ClaimsMapping.IsPlain(userId) ? await sessions.ListAsync(key, cancellationToken) : [];

        // An organisation's administrator ends the sessions of people who are known to belong to it; others do not exist for them.
        if (!ClaimsMapping.IsPlain(userId)
            || (admin.Caller.ReachOf(Permissions.SessionsManage) != Reach.Tenant
                && (known.Count == 0 || known.Any(one => !admin.Caller.May(Permissions.SessionsManage, new ScopeTarget(one.OrgUnit))))))
        {
            return Failure.NotFound("user").ToProblem();
        }

        var ended = await audit.RecordForAsync(
            SignInAudit.SessionsRevoked, admin.Caller, userId, () => sessions.EndAllAsync(key, cancellationToken), cancellationToken);
        live.ClosePerson(key);
        return TypedResults.Ok(new SessionsEnded(ended));
    }
}
