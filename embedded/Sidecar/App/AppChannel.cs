using System.Net;
using OpenClaw.Sidecar.Hosting;

namespace OpenClaw.Sidecar.App;

/// <summary>Every call the sidecar makes to its app: pooled connections, the app's token, the concurrency limit.</summary>
internal sealed class AppChannel : IDisposable
{
    private readonly SidecarOptions _options;
    private readonly HttpMessageInvoker _http;
    private readonly SemaphoreSlim? _slots;
    private int _active;

    public AppChannel(SidecarOptions options)
    {
        _options = options;
        BaseAddress = $"{options.AppScheme}://{options.AppAddress}:{options.AppPort}";
        _slots = options.AppMaxConcurrency > 0 ? new SemaphoreSlim(options.AppMaxConcurrency) : null;
        _http = new HttpMessageInvoker(CreateHandler(TimeSpan.FromSeconds(2)));
    }

    public bool IsConfigured => _options.AppPort is not null;

    public string BaseAddress { get; }

    /// <summary>Calls in flight; shutdown waits for them.</summary>
    public int Active => Volatile.Read(ref _active);

    /// <summary>A handler that forwards as is: no redirects, cookies or decompression, and no trace headers of its own.</summary>
    public static SocketsHttpHandler CreateHandler(TimeSpan connectTimeout) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        ConnectTimeout = connectTimeout,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),
        MaxResponseHeadersLength = 128,
    };

    /// <summary>Sends the request; the answer's headers are there, its body streams. Dispose the answer to free the slot.</summary>
    public async Task<AppResponse> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (_options.AppToken is not null)
        {
            request.Headers.Remove("dapr-api-token");
            request.Headers.TryAddWithoutValidation("dapr-api-token", _options.AppToken);
        }
        if (_slots is not null)
        {
            await _slots.WaitAsync(cancellationToken);
        }
        Interlocked.Increment(ref _active);
        try
        {
            return new AppResponse(await _http.SendAsync(request, cancellationToken), this);
        }
        catch
        {
            Release();
            throw;
        }
    }

    /// <summary>Health probes carry no token and take no slot.</summary>
    public Task<HttpResponseMessage> ProbeAsync(string path, CancellationToken cancellationToken) =>
        _http.SendAsync(new HttpRequestMessage(HttpMethod.Get, BaseAddress + path), cancellationToken);

    public void Release()
    {
        Interlocked.Decrement(ref _active);
        _slots?.Release();
    }

    public void Dispose()
    {
        _http.Dispose();
        _slots?.Dispose();
    }
}
