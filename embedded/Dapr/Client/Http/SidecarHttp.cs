using System.Net.Http.Headers;

namespace Dapr.Client;

/// <summary>The connection to one sidecar: address, token and pooled HTTP connections.</summary>
internal sealed class SidecarHttp : IDisposable
{
    internal static readonly ProductInfoHeaderValue UserAgent = new("dapr-sdk-dotnet", "v1.18.5");
    private readonly HttpClient _client;
    private readonly string _token;

    public SidecarHttp(Uri endpoint, string? token, TimeSpan timeout, HttpMessageHandler? handler = null)
        : this(endpoint, token, timeout, new HttpClient(handler ?? CreateHandler(), disposeHandler: handler is null))
    {
    }

    public SidecarHttp(Uri endpoint, string? token, TimeSpan timeout, HttpClient client)
    {
        Endpoint = new Uri(endpoint.GetLeftPart(UriPartial.Authority));
        _token = token ?? string.Empty;
        _client = client;
        _client.BaseAddress = Endpoint;
        _client.DefaultRequestHeaders.UserAgent.Add(UserAgent);
        if (timeout > TimeSpan.Zero)
        {
            _client.Timeout = timeout;
        }
    }

    public Uri Endpoint { get; }

    public string Token => _token;

    /// <summary>A sidecar sits beside its application, so neither proxies nor cookies nor name changes matter.</summary>
    public static SocketsHttpHandler CreateHandler() => new()
    {
        UseProxy = false,
        UseCookies = false,
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
        ConnectTimeout = TimeSpan.FromSeconds(5),
    };

    /// <summary>Sends to a path of the sidecar; the answer's body is still to be read.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string pathAndQuery, HttpContent? content, string? ifMatch, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, pathAndQuery) { Content = content };
        if (ifMatch is not null)
        {
            // Stores choose the form of their versions; few of them are quoted as HTTP wants it.
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        AddToken(request);
        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <summary>Sends a request that the caller made, to whatever address it carries.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _client.SendAsync(request, cancellationToken);

    public void AddToken(HttpRequestMessage request)
    {
        if (_token.Length > 0)
        {
            request.Headers.TryAddWithoutValidation(DaprDefaults.ApiTokenHeader, _token);
        }
    }

    public void Dispose() => _client.Dispose();
}
