using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using OpenClaw.Contracts;
using OpenClaw.Gateway.Features.Sessions;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Gateway.Features.SignIn;

/// <summary>
/// The people at the door: a token of the identity provider, else our session cookie. A request that carries a bad token is
/// refused even if it also carries a good cookie. Changes by cookie need the session's CSRF token.
/// </summary>
internal sealed class GatewayAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    ProviderTokens tokens,
    ClaimsMapping mapping,
    SessionRegister sessions,
    GatewayCookies cookies)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "person-at-the-door";
    public const string CsrfHeader = "X-CSRF-Token";

    private (string Code, string Detail) _refusal = (ErrorCodes.MissingToken, "Sign in, or send a token as 'Authorization: Bearer'.");

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var bearer = LiveToken.Read(Request);
        if (bearer.IsMalformed)
        {
            return Refuse(ErrorCodes.InvalidToken, "The Authorization header cannot be read.");
        }

        return bearer.Token is null ? await ByCookieAsync() : await ByTokenAsync(bearer.Token);
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => _refusal.Code == ErrorCodes.Forbidden
        ? IdentityRefusals.Forbidden(Context, _refusal.Detail)
        : IdentityRefusals.Unknown(Context, _refusal.Code, _refusal.Detail);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        IdentityRefusals.Forbidden(Context, "Your roles do not allow this.");

    private async Task<AuthenticateResult> ByTokenAsync(string token)
    {
        var (validated, fault) = await tokens.ValidateAccessAsync(token, Context.RequestAborted);
        if (validated is null)
        {
            Logger.BearerRefused(Request.Path, fault!);
            return Refuse(ErrorCodes.InvalidToken, "The token is not valid here. Get a new one.");
        }

        return mapping.Map(validated) is { } caller
            ? Accept(new SignedIn(caller, validated.ExpiresAt))
            : Refuse(ErrorCodes.Forbidden, "The token names no company and user of ours.");
    }

    private async Task<AuthenticateResult> ByCookieAsync()
    {
        if (cookies.SessionId(Request) is not { Length: > 0 } id)
        {
            return AuthenticateResult.NoResult();
        }

        if (await sessions.FindAsync(id, Context.RequestAborted) is not { } session)
        {
            return Refuse(ErrorCodes.InvalidToken, "The session has ended. Sign in again.");
        }

        return IsSafeMethod() || HasCsrfToken(session)
            ? Accept(new SignedIn(session.Caller, session.EndsAt) { SessionId = id, Session = session })
            : Refuse(ErrorCodes.Forbidden, $"Send the session's CSRF token as {CsrfHeader}.");
    }

    private bool IsSafeMethod() => HttpMethods.IsGet(Request.Method) || HttpMethods.IsHead(Request.Method) || HttpMethods.IsOptions(Request.Method);

    private bool HasCsrfToken(Session session) =>
        Request.Headers[CsrfHeader] is [{ Length: > 0 } token] && RandomText.AreEqual(token, session.CsrfToken);

    private AuthenticateResult Accept(SignedIn signedIn)
    {
        Context.Features.Set(signedIn);
        ClaimsPrincipal principal = InternalPrincipal.From(signedIn.Caller, Scheme.Name);
        return AuthenticateResult.Success(new AuthenticationTicket(principal, Scheme.Name));
    }

    private AuthenticateResult Refuse(string code, string detail)
    {
        _refusal = (code, detail);
        return AuthenticateResult.Fail(code);
    }
}
