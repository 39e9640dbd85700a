using Microsoft.AspNetCore.Http.HttpResults;
using OpenClaw.Gateway.Features.Live;
using OpenClaw.Gateway.Features.Sessions;

namespace OpenClaw.Gateway.Features.SignIn;

/// <summary>Answer of a sign-out.</summary>
/// <param name="EndSessionUrl">Where to go to end the session at the identity provider too.</param>
public sealed record SignedOut(string? EndSessionUrl);

/// <summary>Ends the session here at once, with its live connections, and says where it can be ended at the provider.</summary>
internal static class EndSession
{
    public static RouteHandlerBuilder MapEndSession(this IEndpointRouteBuilder group) =>
        group.MapPost("/logout", HandleAsync)
            .WithName("EndSession")
            .WithSummary("Sign out")
            .RequirePerson()
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);

    private static async Task<Ok<SignedOut>> HandleAsync(
        HttpContext context,
        SignedIn person,
        SessionRegister sessions,
        GatewayCookies cookies,
        SignInAudit audit,
        LiveConnections live,
        IIdentityProvider provider,
        ILogger<SignInAudit> logger,
        CancellationToken cancellationToken)
    {
        if (person.SessionId is not { } id)
        {
            // A bearer token is the provider's to revoke; there is no session of ours to end.
            return TypedResults.Ok(new SignedOut(null));
        }

        await audit.RecordAsync(SignInAudit.SignOut, person.Caller, async () =>
        {
            await sessions.EndAsync(id, cancellationToken);
            return true;
        }, cancellationToken);
        cookies.ClearSession(context);
        live.CloseSession(id);
        logger.SignedOut(person.Caller.TenantId, person.Caller.UserId);
        return TypedResults.Ok(new SignedOut(await provider.GetEndSessionEndpointAsync(cancellationToken)));
    }
}
