using System.Text.Json.Serialization;

namespace OpenClaw.Gateway.Infrastructure.Oidc;

/// <summary>The members of a discovery document that we use.</summary>
internal sealed record ProviderMetadata(
    [property: JsonPropertyName("issuer")] string Issuer,
    [property: JsonPropertyName("authorization_endpoint")] string AuthorizationEndpoint,
    [property: JsonPropertyName("token_endpoint")] string TokenEndpoint,
    [property: JsonPropertyName("jwks_uri")] string JwksUri,
    [property: JsonPropertyName("end_session_endpoint")] string? EndSessionEndpoint,
    [property: JsonPropertyName("token_endpoint_auth_methods_supported")] IReadOnlyList<string>? ClientAuthentication);
