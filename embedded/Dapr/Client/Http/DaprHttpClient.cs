using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Dapr.Client;

/// <summary>A <see cref="DaprClient"/> that speaks the sidecar's HTTP API. It never retries: that is the sidecar's resiliency policy.</summary>
internal sealed partial class DaprHttpClient(SidecarHttp http, JsonSerializerOptions json) : DaprClient
{
    private static readonly MediaTypeHeaderValue JsonType = new("application/json");

    public override JsonSerializerOptions JsonSerializerOptions => json;

    public override async Task<bool> CheckHealthAsync(CancellationToken cancellationToken = default) =>
        await IsHealthyAsync("/v1.0/healthz", cancellationToken);

    public override async Task<bool> CheckOutboundHealthAsync(CancellationToken cancellationToken = default) =>
        await IsHealthyAsync("/v1.0/healthz/outbound", cancellationToken);

    public override async Task WaitForSidecarAsync(CancellationToken cancellationToken = default)
    {
        while (!await CheckOutboundHealthAsync(cancellationToken))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), cancellationToken);
        }
    }

    public override async Task<DaprMetadata> GetMetadataAsync(CancellationToken cancellationToken = default)
    {
        using var response = await CallAsync("Get metadata", HttpMethod.Get, "/v1.0/metadata", null, cancellationToken);
        var wire = await ReadJsonAsync<MetadataWire>("Get metadata", response, WireJson.Options, cancellationToken);
        return wire!.ToMetadata();
    }

    public override async Task SetMetadataAsync(string attributeName, string attributeValue, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(attributeName);
        using var content = new StringContent(attributeValue);
        using var response = await CallAsync(
            "Set metadata", HttpMethod.Put, $"/v1.0/metadata/{SidecarPaths.Segment(attributeName)}", content, cancellationToken);
    }

    public override async Task ShutdownSidecarAsync(CancellationToken cancellationToken = default)
    {
        using var response = await CallAsync("Shut down", HttpMethod.Post, "/v1.0/shutdown", null, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            http.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task<bool> IsHealthyAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.SendAsync(HttpMethod.Get, path, null, null, cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>A call whose answer is a success; everything else is told as <see cref="DaprException"/>.</summary>
    private async Task<HttpResponseMessage> CallAsync(
        string action, HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        var response = await TryCallAsync(action, method, path, content, null, null, cancellationToken);
        return response!;
    }

    /// <summary>As <see cref="CallAsync"/>, but null for one expected status.</summary>
    private async Task<HttpResponseMessage?> TryCallAsync(
        string action, HttpMethod method, string path, HttpContent? content, string? ifMatch, HttpStatusCode? expected, CancellationToken cancellationToken)
    {
        HttpResponseMessage? response = null;
        try
        {
            response = await http.SendAsync(method, path, content, ifMatch, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            if (response.StatusCode == expected)
            {
                response.Dispose();
                return null;
            }

            var cause = await SidecarResponseException.ReadAsync(response, cancellationToken);
            response.Dispose();
            throw new DaprException($"{action} operation failed: the Dapr endpoint indicated a failure. {cause.Message}", cause);
        }
        catch (Exception exception) when (IsTransport(exception, cancellationToken))
        {
            response?.Dispose();
            throw new DaprException($"{action} operation failed: the Dapr endpoint could not be reached. {exception.Message}", exception);
        }
    }

    /// <summary>A timeout of the HTTP client looks like a cancellation, yet nobody cancelled.</summary>
    private static bool IsTransport(Exception exception, CancellationToken cancellationToken) =>
        exception is HttpRequestException or IOException
        || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private static async Task<T?> ReadJsonAsync<T>(
        string action, HttpResponseMessage response, JsonSerializerOptions options, CancellationToken cancellationToken)
    {
        if (response.StatusCode == HttpStatusCode.NoContent || response.Content.Headers.ContentLength == 0)
        {
            return default;
        }

        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            return await JsonSerializer.DeserializeAsync<T>(body, options, cancellationToken);
        }
        catch (JsonException exception)
        {
            throw new DaprException($"{action} operation failed: the value cannot be read as {typeof(T)}. {exception.Message}", exception);
        }
        catch (Exception exception) when (IsTransport(exception, cancellationToken))
        {
            throw new DaprException($"{action} operation failed: the Dapr endpoint ended its answer early. {exception.Message}", exception);
        }
    }

    private static async Task<byte[]> ReadBytesAsync(string action, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadAsByteArrayAsync(cancellationToken);
        }
        catch (Exception exception) when (IsTransport(exception, cancellationToken))
        {
            throw new DaprException($"{action} operation failed: the Dapr endpoint ended its answer early. {exception.Message}", exception);
        }
    }

    /// <summary>A body with a length: the sidecar neither buffers nor retries a chunked one.</summary>
    private static ByteArrayContent JsonBody(byte[] utf8) => new(utf8) { Headers = { ContentType = JsonType } };
}
