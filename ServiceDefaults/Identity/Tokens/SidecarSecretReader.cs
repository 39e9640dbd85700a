using System.Text.Json;
using Microsoft.Extensions.Configuration;
using OpenClaw.Contracts;

namespace OpenClaw.ServiceDefaults.Identity.Tokens;

/// <summary>Dapr's secrets API (GET /v1.0/secrets/{store}/{name}); answers with an object of one member per key.</summary>
internal sealed class SidecarSecretReader(IHttpClientFactory clients, IConfiguration configuration) : ISecretReader
{
    public const string ClientName = "sidecar-secrets";

    public async Task<string> ReadAsync(string name, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(ClientName);
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            new Uri(SidecarAddress.Of(configuration), $"/v1.0/secrets/{ComponentNames.Secrets}/{Uri.EscapeDataString(name)}"));
        SidecarAddress.AddApiToken(request, configuration);
        try
        {
            using var response = await client.SendAsync(request, cancellationToken);
            response.EnsureSuccessStatusCode();
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            using var document = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
            return document.RootElement.TryGetProperty(name, out var value) && value.GetString() is { Length: > 0 } text
                ? text
                : throw new SecretUnavailableException($"The secret {name} is empty.");
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new SecretUnavailableException($"The secret {name} cannot be read: {exception.Message}", exception);
        }
    }
}
