using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using OpenClaw.Sidecar.App;
using OpenClaw.Sidecar.Components;

namespace OpenClaw.Sidecar.Invocation;

/// <summary>Calls an address outside: an HTTPEndpoint by name, or a literal base URL.</summary>
internal sealed class EndpointInvoker(ComponentRegistry components) : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private readonly HttpMessageInvoker _http = new(AppChannel.CreateHandler(ConnectTimeout));
    private readonly ConcurrentDictionary<string, HttpMessageInvoker> _own = new(StringComparer.Ordinal);

    public bool Knows(string id) => components.HttpEndpoints.ContainsKey(id)
        || id.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || id.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    public async Task<AppResponse> SendAsync(HttpContext context, string id, string method, RequestBody body, CancellationToken cancellationToken)
    {
        components.HttpEndpoints.TryGetValue(id, out var endpoint);
        var url = $"{(endpoint?.BaseUrl ?? id).TrimEnd('/')}{(method.Length == 0 || method[0] == '?' ? "" : "/")}{method}";
        var request = new HttpRequestMessage(HttpMethod.Parse(context.Request.Method), url) { Content = body.Content() };
        ForwardHeaders.CopyRequest(context, request, keepIdentity: false, TargetReader.IsBasicAuth(context));
        foreach (var (name, value) in endpoint?.Headers ?? new Dictionary<string, string>())
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }
        try
        {
            return new AppResponse(await Client(endpoint).SendAsync(request, cancellationToken), null);
        }
        catch (HttpRequestException error)
        {
            throw new InvocationException(error.Message, LocalInvoker.IsRefused(error), error);
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        foreach (var client in _own.Values)
        {
            client.Dispose();
        }
    }

    private HttpMessageInvoker Client(HttpEndpoint? endpoint) => endpoint?.Tls is { } tls
        ? _own.GetOrAdd(endpoint.Name, static (_, tls) => new HttpMessageInvoker(Handler(tls)), tls)
        : _http;

    private static SocketsHttpHandler Handler(EndpointTls tls)
    {
        var handler = AppChannel.CreateHandler(ConnectTimeout);
        if (tls.Certificate is { } own)
        {
            handler.SslOptions.ClientCertificates = [own];
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => own;
        }
        if (tls.Roots is { } roots)
        {
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(roots);
        }
        return handler;
    }
}
