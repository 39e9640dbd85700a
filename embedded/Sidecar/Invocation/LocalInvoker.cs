using System.Net.Sockets;
using OpenClaw.Sidecar.App;

namespace OpenClaw.Sidecar.Invocation;

/// <summary>Calls this sidecar's own app.</summary>
internal sealed class LocalInvoker(AppChannel channel, AppHealth health)
{
    public async Task<AppResponse> SendAsync(
        HttpContext context, string method, RequestBody body, bool keepIdentity, CancellationToken cancellationToken)
    {
        if (!channel.IsConfigured)
        {
            throw new InvocationException("the sidecar has no app channel", undelivered: true);
        }
        if (!health.IsHealthy)
        {
            throw new InvocationException("app is not in a healthy state", undelivered: true);
        }
        var request = new HttpRequestMessage(HttpMethod.Parse(context.Request.Method), $"{channel.BaseAddress}/{method}") { Content = body.Content() };
        ForwardHeaders.CopyRequest(context, request, keepIdentity, TargetReader.IsBasicAuth(context));
        try
        {
            return await channel.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException error)
        {
            throw new InvocationException($"error invoking app channel: {error.Message}", IsRefused(error), error);
        }
    }

    /// <summary>No connection was made, so nothing was sent.</summary>
    public static bool IsRefused(HttpRequestException error) =>
        error.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
        || error.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused };
}
