using Microsoft.AspNetCore.Http.HttpResults;
using OpenClaw.Gateway.Features.Live;
using OpenClaw.Gateway.Features.SignIn;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Gateway.Features.Sessions;

/// <summary>A session of the caller.</summary>
/// <param name="IsCurrent">Whether this request came with it.</param>
public sealed record SessionView(string Id, DateTimeOffset CreatedAt, DateTimeOffset EndsAt, string? Device, bool IsCurrent);

/// <summary>Newest first.</summary>
public sealed record SessionList(IReadOnlyList<SessionView> Items);

/// <summary>How many sessions ended. Tokens issued before are refused as well.</summary>
public sealed record SessionsEnded(int Ended);

/// <summary>A person's own sessions: see them, end one, end all.</summary>
internal static class OwnSessions
{
    public static void MapOwnSessions(this IEndpointRouteBuilder group)
    {
        group.MapGet("/sessions", ListAsync).WithName("ListSessions").WithSummary("Your sessions")
            .RequirePersonWith(Permissions.SessionsOwn);
        group.MapDelete("/sessions/{id}", EndOneAsync).WithName("EndOneSession").WithSummary("End one of your sessions")
            .RequirePersonWith(Permissions.SessionsOwn)
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapDelete("/sessions", EndAllAsync).WithName("EndAllSessions").WithSummary("Sign out everywhere, and withdraw the tokens issued so far")
            .RequirePersonWith(Permissions.SessionsOwn);
    }

    private static async Task<Ok<SessionList>> ListAsync(SignedIn person, SessionRegister sessions, CancellationToken cancellationToken)
    {
        var current = person.SessionId is null ? null : RandomText.Digest(person.SessionId);
        var all = await sessions.ListAsync(PersonKey.Of(person.Caller), cancellationToken);
        return TypedResults.Ok(new SessionList(
            [.. all.Select(one => new SessionView(one.Handle, one.CreatedAt, one.EndsAt, one.Device, one.Handle == current))]));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> EndOneAsync(
        string id, SignedIn person, SessionRegister sessions, SignInAudit audit, LiveConnections live, CancellationToken cancellationToken)
    {
        var key = PersonKey.Of(person.Caller);
        if ((await sessions.ListAsync(key, cancellationToken)).All(one => one.Handle != id))
        {
            return Failure.NotFound("session").ToProblem();
        }

        await audit.RecordAsync(SignInAudit.SessionEnd, person.Caller, async () =>
        {
            await sessions.EndAsync(key, [id], cancellationToken);
            return true;
        }, cancellationToken);
        live.CloseProof(key, id);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<SessionsEnded>> EndAllAsync(
        HttpContext context, SignedIn person, SessionRegister sessions, SignInAudit audit, GatewayCookies cookies, LiveConnections live, CancellationToken cancellationToken)
    {
        var key = PersonKey.Of(person.Caller);
        var ended = await audit.RecordAsync(
            SignInAudit.SignOutEverywhere, person.Caller, () => sessions.EndAllAsync(key, cancellationToken), cancellationToken);
        cookies.ClearSession(context);
        live.ClosePerson(key);
        return TypedResults.Ok(new SessionsEnded(ended));
    }
}
