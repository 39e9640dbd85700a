using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using OpenClaw.Gateway.Features.SignIn;
using OpenClaw.Gateway.Options;
using OpenClaw.ServiceDefaults.Identity.Tokens;

namespace OpenClaw.Gateway.Infrastructure.Oidc;

/// <summary>The provider's endpoints; exchanges an authorization code for the id token (RFC 6749 4.1.3 with RFC 7636).</summary>
internal sealed class OidcProvider(
    IHttpClientFactory clients, ProviderDocuments documents, OidcIssuer issuer, ISecretReader secrets, IOptions<OidcOptions> options, ILogger<OidcProvider> logger)
    : IIdentityProvider
{
    private const string SecretName = "oidc-client-secret";

    public async Task<string> GetAuthorizationEndpointAsync(CancellationToken cancellationToken) =>
        (await documents.GetMetadataAsync(cancellationToken)).AuthorizationEndpoint;

    public async Task<string?> GetEndSessionEndpointAsync(CancellationToken cancellationToken) =>
        (await documents.GetMetadataAsync(cancellationToken)).EndSessionEndpoint;

    public async Task<string?> RedeemAsync(string code, string redirectUri, string verifier, CancellationToken cancellationToken)
    {
        var metadata = await documents.GetMetadataAsync(cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, metadata.TokenEndpoint);
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = redirectUri,
            ["code_verifier"] = verifier,
        };
        Authenticate(request, form, metadata, await SecretAsync(cancellationToken));
        request.Content = new FormUrlEncodedContent(form);
        try
        {
            using var client = clients.CreateClient(ProviderDocuments.ClientName);
            using var response = await client.SendAsync(request, cancellationToken);
            return await ReadAsync(response, cancellationToken);
        }
        catch (Exception exception) when (exception is (HttpRequestException and not ProviderUnavailableException) or JsonException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new ProviderUnavailableException("The code cannot be exchanged now.", exception);
        }
    }

    private async Task<string?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if ((int)response.StatusCode is >= 400 and < 500)
        {
            logger.CodeRefused((int)response.StatusCode);
            return null;
        }

        response.EnsureSuccessStatusCode();
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var document = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
        return document.RootElement.TryGetProperty("id_token", out var token) && token.GetString() is { Length: > 0 } text
            ? text
            : throw new ProviderUnavailableException("The identity provider sent no id token.");
    }

    private void Authenticate(HttpRequestMessage request, Dictionary<string, string> form, ProviderMetadata metadata, string secret)
    {
        if (secret.Length == 0)
        {
            // A public client: PKCE alone binds the code to us.
            form["client_id"] = issuer.ClientId;
            return;
        }

        // Basic is the method every provider must offer; post only where basic is missing from its list.
        if (metadata.ClientAuthentication is { Count: > 0 } methods && !methods.Contains("client_secret_basic"))
        {
            form["client_id"] = issuer.ClientId;
            form["client_secret"] = secret;
            return;
        }

        var pair = $"{Uri.EscapeDataString(issuer.ClientId)}:{Uri.EscapeDataString(secret)}";
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
    }

    // Read at each sign-in, so a rotated secret needs no restart.
    private async Task<string> SecretAsync(CancellationToken cancellationToken)
    {
        if (issuer.Issuer != options.Value.Issuer)
        {
            return options.Value.TenantSecrets.GetValueOrDefault(issuer.ClientId, "");
        }

        if (options.Value.ClientSecret is { Length: > 0 } configured)
        {
            return configured;
        }

        try
        {
            return await secrets.ReadAsync(SecretName, cancellationToken);
        }
        catch (SecretUnavailableException exception)
        {
            throw new ProviderUnavailableException("The client secret cannot be read.", exception);
        }
    }
}
