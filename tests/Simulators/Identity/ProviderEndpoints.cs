using Microsoft.Extensions.Options;

namespace OpenClaw.Simulators.Identity;

/// <summary>Discovery (OpenID Connect Discovery 1.0) and the key set.</summary>
internal static class ProviderEndpoints
{
    private static readonly string[] ResponseTypes = ["code"];
    private static readonly string[] SubjectTypes = ["public"];
    private static readonly string[] Algorithms = ["RS256", "ES256"];
    private static readonly string[] ChallengeMethods = ["S256"];
    private static readonly string[] ClientAuthentication = ["client_secret_basic", "client_secret_post"];
    private static readonly string[] Scopes = ["openid", "profile", "email", "groups"];

    public static void MapProvider(this WebApplication app)
    {
        app.MapGet("/.well-known/openid-configuration", (HttpRequest request, IOptions<IdentitySimulatorOptions> options) =>
        {
            var issuer = options.Value.IssuerOf(request);
            return Results.Json(new Dictionary<string, object>
            {
                ["issuer"] = issuer,
                ["authorization_endpoint"] = issuer + "/authorize",
                ["token_endpoint"] = issuer + "/token",
                ["jwks_uri"] = issuer + "/jwks",
                ["end_session_endpoint"] = issuer + "/end-session",
                ["response_types_supported"] = ResponseTypes,
                ["subject_types_supported"] = SubjectTypes,
                ["id_token_signing_alg_values_supported"] = Algorithms,
                ["code_challenge_methods_supported"] = ChallengeMethods,
                ["token_endpoint_auth_methods_supported"] = ClientAuthentication,
                ["scopes_supported"] = Scopes,
            });
        });
        app.MapGet("/jwks", (SigningKeys keys) => Results.Json(keys.ToDocument()));
        app.MapGet("/end-session", () => Results.Content("<!doctype html><title>Signed out</title><p>Signed out.", "text/html"));
    }
}
