using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace OpenClaw.Simulators.Identity;

/// <summary>Exchanges a code for tokens: client secret (basic or post), PKCE verifier and redirect address must all fit.</summary>
internal static class TokenEndpoint
{
    private const string ApiAudience = "openclaw-api";

    public static void MapToken(this WebApplication app) => app.MapPost("/token", HandleAsync).DisableAntiforgery();

    private static async Task<IResult> HandleAsync(
        HttpRequest request, CodeGrants grants, TokenWriter tokens, IOptions<IdentitySimulatorOptions> options, CancellationToken cancellationToken)
    {
        var form = await request.ReadFormAsync(cancellationToken);
        var (clientId, secret) = Credentials(request, form);
        if (clientId != options.Value.ClientId || secret != options.Value.ClientSecret)
        {
            return Results.Json(new { error = "invalid_client" }, statusCode: 401);
        }

        if (form["grant_type"] != "authorization_code")
        {
            return Results.Json(new { error = "unsupported_grant_type" }, statusCode: 400);
        }

        var grant = grants.Redeem(form["code"]);
        if (grant is null || grant.RedirectUri != form["redirect_uri"] || grant.ClientId != clientId || !Fits(form["code_verifier"], grant.Challenge))
        {
            return Results.Json(new { error = "invalid_grant" }, statusCode: 400);
        }

        var issuer = options.Value.IssuerOf(request);
        return Results.Json(new Dictionary<string, object>
        {
            ["token_type"] = "Bearer",
            ["expires_in"] = (int)TokenWriter.Lifetime.TotalSeconds,
            ["access_token"] = tokens.Access(grant.Person, issuer, ApiAudience),
            ["id_token"] = tokens.Identity(grant.Person, issuer, clientId, grant.Nonce),
        });
    }

    private static (string? Id, string? Secret) Credentials(HttpRequest request, IFormCollection form)
    {
        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header) || header.Scheme != "Basic")
        {
            return (form["client_id"], form["client_secret"]);
        }

        // Both halves are form-encoded before they are joined (RFC 6749 2.3.1).
        var pair = Encoding.UTF8.GetString(Convert.FromBase64String(header.Parameter ?? "")).Split(':', 2);
        return pair.Length == 2 ? (Uri.UnescapeDataString(pair[0]), Uri.UnescapeDataString(pair[1])) : (null, null);
    }

    private static bool Fits(string? verifier, string challenge) =>
        verifier is { Length: >= 43 and <= 128 }
        && Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))) == challenge;
}
