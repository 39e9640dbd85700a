using System.Net;
using System.Net.Security;
using OpenClaw.Sidecar.Hosting;
using OpenClaw.Sidecar.Telemetry;

namespace OpenClaw.Sidecar.App;

/// <summary>Every call the sidecar makes to its app: pooled connections, the app's token, its pipeline, the concurrency limit.</summary>
internal sealed class AppChannel : IDisposable
{
    private readonly SidecarOptions _options;
    private readonly HttpMessageInvoker _http;
    private readonly AppMiddleware _middleware;
    private readonly ClientMetrics _metrics;
    private readonly SemaphoreSlim? _slots;
    private int _active;

    public AppChannel(SidecarOptions options, AppMiddleware middleware, ClientMetrics metrics)
    {
        (_options, _middleware, _metrics) = (options, middleware, metrics);
        BaseAddress = $"{options.AppScheme}://{options.AppAddress}:{options.AppPort}";
        _slots = options.AppMaxConcurrency > 0 ? new SemaphoreSlim(options.AppMaxConcurrency) : null;
        _http = new HttpMessageInvoker(CreateAppHandler(options));
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
        EnableMultipleHttp2Connections = true,
    };

    /// <summary>Sends the request; the answer's headers are there, its body streams. Dispose the answer to free the slot.</summary>
    public async Task<AppResponse> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (_options.AppToken is not null)
        {
            request.Headers.Remove("dapr-api-token");
            request.Headers.TryAddWithoutValidation("dapr-api-token", _options.AppToken);
        }
        if (!_middleware.IsEmpty && await _middleware.AnswerAsync(request, cancellationToken) is { } answer)
        {
            return new AppResponse(answer, null);
        }
        if (_slots is not null)
        {
            await _slots.WaitAsync(cancellationToken);
        }
        Interlocked.Increment(ref _active);
        try
        {
            return new AppResponse(await _metrics.MeasureAsync(request, Send(request, cancellationToken)), this);
        }
        catch
        {
            Release();
            throw;
        }
    }

    /// <summary>Health probes carry no token and take no slot.</summary>
    public Task<HttpResponseMessage> ProbeAsync(string path, CancellationToken cancellationToken) =>
        ClientMetrics.MeasureProbeAsync(Send(new HttpRequestMessage(HttpMethod.Get, BaseAddress + path), cancellationToken));

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

    private static SocketsHttpHandler CreateAppHandler(SidecarOptions options)
    {
        var handler = CreateHandler(TimeSpan.FromSeconds(2));
        if (options.AppScheme == "https")
        {
            // The original does not look at the app's certificate either: app and sidecar share a machine.
#pragma warning disable CA5359
            handler.SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = static (_, _, _, _) => true };
#pragma warning restore CA5359
        }
        return handler;
    }

    private Task<HttpResponseMessage> Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (_options.AppProtocol == "h2c")
        {
            request.Version = HttpVersion.Version20;
            request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        }
        return _http.SendAsync(request, cancellationToken);
    }
}
