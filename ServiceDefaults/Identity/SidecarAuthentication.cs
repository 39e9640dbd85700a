using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenClaw.Contracts;

namespace OpenClaw.ServiceDefaults.Identity;

/// <summary>Authenticates the own sidecar and, when it forwards an invocation, the app that called.</summary>
internal sealed class SidecarAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    SidecarToken sidecar)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!sidecar.IsPresent(Request))
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var identity = new ClaimsIdentity(Scheme.Name);

        // The header is the sidecar's word, and two of them are nobody's.
        if (Request.Headers[HeaderNames.DaprCallerAppId] is [{ Length: > 0 } app])
        {
            identity.AddClaim(new Claim(IdentitySchemes.CallingAppClaim, app));
        }

        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name)));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        IdentityRefusals.Unknown(Context, ErrorCodes.MissingToken, "Services are called through their sidecar.");

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        IdentityRefusals.Forbidden(Context, "This route is for other services.");
}
