using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using OpenClaw.Contracts;
using OpenClaw.Gateway.Features.ApiKeys;
using OpenClaw.Gateway.Features.Revocation;
using OpenClaw.Gateway.Features.Sessions;
using OpenClaw.Gateway.Features.Tenants;
using OpenClaw.ServiceDefaults.Http;
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
    IdentityProviders providers,
    TenantDirectory tenants,
    ClaimsMapping mapping,
    SessionRegister sessions,
    RevocationRegister revocations,
    ApiKeyRegister keys,
    GatewayCookies cookies)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "person-at-the-door";
    public const string CsrfHeader = "X-CSRF-Token";
    private const string ClosedDetail = "Your company's access is not active. Ask your administrator.";

    private (string Code, string Detail) _refusal = (ErrorCodes.MissingToken, "Sign in, or send a token as 'Authorization: Bearer'.");

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var bearer = Proof.Of(Context);
        if (bearer.IsMalformed)
        {
            return Refuse(ErrorCodes.InvalidToken, "The Authorization header cannot be read.");
        }

        return bearer.Token is null ? await ByCookieAsync()
            : ApiKey.IsOne(bearer.Token) ? await ByKeyAsync(bearer.Token)
            : await ByTokenAsync(bearer.Token, bearer.Digest!);
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => _refusal.Code == ErrorCodes.Forbidden
        ? IdentityRefusals.Forbidden(Context, _refusal.Detail)
        : IdentityRefusals.Unknown(Context, _refusal.Code, _refusal.Detail);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        IdentityRefusals.Forbidden(Context, "Your roles do not allow this.");

    private async Task<AuthenticateResult> ByTokenAsync(string token, string digest)
    {
        var (validated, fault) = await providers.ValidateAccessAsync(token, digest, Context.RequestAborted);
        if (validated is null)
        {
            Logger.BearerRefused(Request.Path, fault!);
            return Refuse(ErrorCodes.InvalidToken, "The token is not valid here. Get a new one.");
        }

        if (mapping.Map(validated, await providers.TenantOfAsync(validated, Context.RequestAborted)) is not { } caller)
        {
            return Refuse(ErrorCodes.Forbidden, "The token names no company and user of ours.");
        }

        return await revocations.IsRevokedAsync(PersonKey.Of(caller), validated.IssuedAt, digest, Context.RequestAborted)
            ? Refuse(ErrorCodes.InvalidToken, "The token was withdrawn. Sign in again.")
            : await AcceptAsync(new SignedIn(caller, validated.ExpiresAt) { ProofDigest = digest, IssuedAt = validated.IssuedAt });
    }

    private async Task<AuthenticateResult> ByKeyAsync(string token)
    {
        if (await keys.FindAsync(token, Context.RequestAborted) is not { } key)
        {
            Logger.BearerRefused(Request.Path, "the API key is unknown, revoked or expired");
            return Refuse(ErrorCodes.InvalidToken, "The API key is not valid here.");
        }

        var caller = new Caller(key.TenantId, key.AccountId, [Roles.ServiceAccount], key.OrgUnit, key.TeamId, null)
        {
            // Who one is may always be asked.
            Scopes = [.. key.Scopes.Append(Permissions.IdentityRead)],
        };
        return await AcceptAsync(new SignedIn(caller, key.ExpiresAt ?? DateTimeOffset.MaxValue)
        {
            ProofDigest = key.KeyId,
            IssuedAt = key.CreatedAt,
            Key = key,
        });
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
            ? await AcceptAsync(new SignedIn(session.Caller, session.EndsAt)
            {
                ProofDigest = RandomText.Digest(id),
                IssuedAt = session.CreatedAt,
                SessionId = id,
                Session = session,
            })
            : Refuse(ErrorCodes.Forbidden, $"Send the session's CSRF token as {CsrfHeader}.");
    }

    private bool IsSafeMethod() => HttpMethods.IsGet(Request.Method) || HttpMethods.IsHead(Request.Method) || HttpMethods.IsOptions(Request.Method);

    private bool HasCsrfToken(Session session) =>
        Request.Headers[CsrfHeader] is [{ Length: > 0 } token] && RandomText.AreEqual(token, session.CsrfToken);

    public static Failure Closed() => new(
        ErrorCodes.Forbidden, StatusCodes.Status403Forbidden, "Not allowed", ClosedDetail);

    private async Task<AuthenticateResult> AcceptAsync(SignedIn signedIn)
    {
        signedIn = signedIn with { Caller = await tenants.WithGivenRolesAsync(signedIn.Caller, Context.RequestAborted) };
        if (!await tenants.IsOpenToAsync(signedIn.Caller, Context.RequestAborted))
        {
            return Refuse(ErrorCodes.Forbidden, ClosedDetail);
        }

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
