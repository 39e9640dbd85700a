using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using OpenClaw.Contracts;
using OpenClaw.Gateway.Features.Sessions;
using OpenClaw.Gateway.Options;
using OpenClaw.ServiceDefaults.Http;

namespace OpenClaw.Gateway.Features.SignIn;

/// <summary>Sends the browser to the identity provider with state, nonce and a PKCE challenge.</summary>
internal static class BeginSignIn
{
    public const string CallbackPath = "/api/v1/auth/callback";

    public static RouteHandlerBuilder MapBeginSignIn(this IEndpointRouteBuilder group) =>
        group.MapGet("/login", HandleAsync)
            .WithName("BeginSignIn")
            .WithSummary("Start a sign-in at the company's identity provider")
            .AllowAnonymous()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<RedirectHttpResult, ProblemHttpResult>> HandleAsync(
        HttpContext context,
        IdentityProviders providers,
        IPendingSignIns pending,
        GatewayCookies cookies,
        PublicAddress address,
        IOptions<OidcOptions> options,
        CancellationToken cancellationToken,
        string? returnUrl = null,
        string? loginHint = null,
        string? tenant = null)
    {
        if (!ReturnUrl.IsSafe(returnUrl ?? "/"))
        {
            return new Failure(
                ErrorCodes.BadRequest, StatusCodes.Status400BadRequest, "The request cannot be read", "returnUrl must be a path of this site.").ToProblem();
        }

        var provider = await providers.ForSignInAsync(tenant, loginHint, cancellationToken);
        var endpoint = await provider.Endpoints.GetAuthorizationEndpointAsync(cancellationToken);
        var (state, browser) = (RandomText.New(), RandomText.New());
        var redirectUri = address.OriginOf(context.Request) + CallbackPath;
        var signIn = new PendingSignIn(RandomText.Digest(browser), RandomText.New(), RandomText.New(), returnUrl ?? "/", redirectUri, provider.Issuer.Issuer);
        await pending.KeepAsync(state, signIn, cancellationToken);
        cookies.SetSignIn(context, browser);
        return TypedResults.Redirect(QueryHelpers.AddQueryString(endpoint, Parameters(options.Value.Scopes, provider.Issuer.ClientId, signIn, state, loginHint)));
    }

    private static Dictionary<string, string?> Parameters(string scopes, string clientId, PendingSignIn signIn, string state, string? loginHint)
    {
        var parameters = new Dictionary<string, string?>
        {
            ["response_type"] = "code",
            ["client_id"] = clientId,
            ["redirect_uri"] = signIn.RedirectUri,
            ["scope"] = scopes,
            ["state"] = state,
            ["nonce"] = signIn.Nonce,
            ["code_challenge"] = RandomText.Digest(signIn.Verifier),
            ["code_challenge_method"] = "S256",
        };
        if (loginHint is { Length: > 0 and <= 128 })
        {
            parameters["login_hint"] = loginHint;
        }

        return parameters;
    }
}
