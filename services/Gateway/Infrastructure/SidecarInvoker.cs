using System.Net;
using System.Text;
using OpenClaw.Gateway.Features.Forwarding;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Gateway.Infrastructure;

/// <summary>
/// Dapr's invocation API over one connection pool. A bare handler, because a client for convenience would follow redirects,
/// keep cookies and buffer.
/// </summary>
internal sealed class SidecarInvoker : IServiceInvoker, IDisposable
{
    private readonly IConfiguration _configuration;
    private readonly Uri _sidecar;
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        UseProxy = false,
        ConnectTimeout = TimeSpan.FromSeconds(2),
        RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
        ResponseHeaderEncodingSelector = (_, _) => Encoding.UTF8,
    });

    public SidecarInvoker(IConfiguration configuration)
    {
        _configuration = configuration;
        _sidecar = SidecarAddress.Of(configuration);
    }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string appId, string pathAndQuery, CancellationToken cancellationToken)
    {
        request.RequestUri = new Uri(_sidecar, $"/v1.0/invoke/{appId}/method{pathAndQuery}");
        SidecarAddress.AddApiToken(request, _configuration);
        return _http.SendAsync(request, cancellationToken);
    }

    public void Dispose() => _http.Dispose();
}
