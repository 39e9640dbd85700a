using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity.Tokens;

namespace OpenClaw.ServiceDefaults.Identity;

/// <summary>Authenticates a person by the gateway's internal token, and only when the call came through the own sidecar.</summary>
internal sealed class PersonAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    SidecarToken sidecar,
    InternalTokenValidator validator)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private string _code = ErrorCodes.MissingToken;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!sidecar.IsPresent(Request))
        {
            return AuthenticateResult.NoResult();
        }

        var bearer = BearerToken.Read(Request);
        if (bearer.Token is null)
        {
            _code = bearer.IsMalformed ? ErrorCodes.InvalidToken : ErrorCodes.MissingToken;
            return AuthenticateResult.NoResult();
        }

        var (token, fault) = await validator.ValidateAsync(bearer.Token, Context.RequestAborted);
        if (token is null)
        {
            _code = ErrorCodes.InvalidToken;
            Logger.TokenRefused(fault!, Request.Path);
            return AuthenticateResult.Fail(fault!);
        }

        return AuthenticateResult.Success(new AuthenticationTicket(InternalPrincipal.From(token, Scheme.Name), Scheme.Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => IdentityRefusals.Unknown(
        Context,
        _code,
        _code == ErrorCodes.InvalidToken ? "The token is not valid here. Sign in again." : "Send a token as 'Authorization: Bearer'.");

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        IdentityRefusals.Forbidden(Context, "Your roles do not allow this.");
}
