using Microsoft.AspNetCore.Http.HttpResults;
using OpenClaw.Gateway.Features.Live;
using OpenClaw.Gateway.Features.Revocation;
using OpenClaw.Gateway.Features.Sessions;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Gateway.Features.SignIn;

/// <summary>Answer of a sign-out.</summary>
/// <param name="EndSessionUrl">Where to go to end the session at the identity provider too.</param>
public sealed record SignedOut(string? EndSessionUrl);

/// <summary>Ends the session here at once, with its live connections, and says where it can be ended at the provider.</summary>
internal static class EndSession
{
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(2);

    public static RouteHandlerBuilder MapEndSession(this IEndpointRouteBuilder group) =>
        group.MapPost("/logout", HandleAsync)
            .WithName("EndSession")
            .WithSummary("Sign out")
            .RequirePersonWith(Permissions.SessionsOwn)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);

    private static async Task<Ok<SignedOut>> HandleAsync(
        HttpContext context,
        SignedIn person,
        SessionRegister sessions,
        RevocationRegister revocations,
        GatewayCookies cookies,
        SignInAudit audit,
        LiveConnections live,
        IdentityProviders providers,
        ILogger<SignInAudit> logger,
        CancellationToken cancellationToken)
    {
        var key = PersonKey.Of(person.Caller);
        await audit.RecordAsync(SignInAudit.SignOut, person.Caller, async () =>
        {
            // A token is the provider's, but whether it opens this door is ours to say: signed out is signed out.
            await (person.SessionId is null
                ? revocations.EndAsync(key, person.ProofDigest, person.EndsAt + Skew, cancellationToken)
                : sessions.EndAsync(key, [person.ProofDigest], cancellationToken));
            return true;
        }, cancellationToken);
        cookies.ClearSession(context);
        live.CloseProof(key, person.ProofDigest);
        logger.SignedOut(person.Caller.TenantId, person.Caller.UserId);
        return TypedResults.Ok(new SignedOut(await EndAtProviderAsync(providers, person.Session?.Issuer, cancellationToken)));
    }

    private static async Task<string?> EndAtProviderAsync(IdentityProviders providers, string? issuer, CancellationToken cancellationToken) =>
        await providers.OfIssuerAsync(issuer, cancellationToken) is { } provider ? await provider.Endpoints.GetEndSessionEndpointAsync(cancellationToken) : null;
}
