using System.Text.Json;
using Microsoft.Extensions.Options;
using OpenClaw.Gateway.Features.SignIn;
using OpenClaw.Gateway.Options;

namespace OpenClaw.Gateway.Infrastructure.Oidc;

/// <summary>Fetches discovery and key documents. The one place that opens a connection to the provider, with the code exchange.</summary>
internal sealed class ProviderDocuments(IHttpClientFactory clients, OidcIssuer issuer, IOptions<OidcOptions> options, TimeProvider time) : IDisposable
{
    public const string ClientName = "identity-provider";
    private readonly SemaphoreSlim _single = new(1, 1);
    private (ProviderMetadata Metadata, DateTimeOffset At)? _metadata;

    /// <exception cref="ProviderUnavailableException">It cannot be fetched or does not belong to the issuer.</exception>
    public async ValueTask<ProviderMetadata> GetMetadataAsync(CancellationToken cancellationToken)
    {
        if (Fresh() is { } fresh)
        {
            return fresh;
        }

        await _single.WaitAsync(cancellationToken);
        try
        {
            return Fresh() ?? await FetchMetadataAsync(cancellationToken);
        }
        finally
        {
            _single.Release();
        }
    }

    /// <exception cref="ProviderUnavailableException">They cannot be fetched.</exception>
    public async Task<JsonElement> FetchKeysAsync(CancellationToken cancellationToken) =>
        await FetchAsync<JsonElement>((await GetMetadataAsync(cancellationToken)).JwksUri, cancellationToken);

    public void Dispose() => _single.Dispose();

    private ProviderMetadata? Fresh() =>
        _metadata is { } known && known.At + options.Value.KeyLifetime > time.GetUtcNow() ? known.Metadata : null;

    private async Task<ProviderMetadata> FetchMetadataAsync(CancellationToken cancellationToken)
    {
        var address = issuer.Issuer.TrimEnd('/') + "/.well-known/openid-configuration";
        var metadata = await FetchAsync<ProviderMetadata>(address, cancellationToken);

        // A document that names another issuer is somebody else's (OpenID Connect Discovery 4.3).
        if (metadata.Issuer != issuer.Issuer || metadata.TokenEndpoint is null || metadata.JwksUri is null || metadata.AuthorizationEndpoint is null
            || !IsUsable(metadata.TokenEndpoint) || !IsUsable(metadata.JwksUri) || !IsUsable(metadata.AuthorizationEndpoint))
        {
            throw new ProviderUnavailableException("The discovery document is not that of the configured issuer.");
        }

        _metadata = (metadata, time.GetUtcNow());
        return metadata;
    }

    /// <summary>Secrets and keys travel over TLS; plain HTTP is for a provider on this very machine that is itself plain HTTP.</summary>
    private bool IsUsable(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.IsLoopback && new Uri(issuer.Issuer).IsLoopback));

    private async Task<T> FetchAsync<T>(string address, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(ClientName);
        try
        {
            return await client.GetFromJsonAsync<T>(address, cancellationToken)
                ?? throw new ProviderUnavailableException("The identity provider sent an empty document.");
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or NotSupportedException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new ProviderUnavailableException("The identity provider cannot be read.", exception);
        }
    }
}
