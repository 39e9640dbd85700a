using System.Diagnostics;
using System.Net;
using OpenClaw.Sidecar.App;
using OpenClaw.Sidecar.Hosting;
using OpenClaw.Sidecar.Invocation.Access;
using OpenClaw.Sidecar.Placement;
using OpenClaw.Sidecar.Telemetry;

namespace OpenClaw.Sidecar.Invocation;

/// <summary>Calls an app through one of its sidecars; every attempt takes the next replica in turn.</summary>
internal sealed class RemoteInvoker(INameResolver names, SidecarOptions options, AccessControl access) : IDisposable
{
    private readonly HttpMessageInvoker _http = new(AppChannel.CreateHandler(TimeSpan.FromSeconds(2)));
    private readonly string _hostName = Dns.GetHostName();
    private int _turn;

    public async Task<AppResponse> SendAsync(
        HttpContext context, string appId, string appNamespace, string method, RequestBody body, CancellationToken cancellationToken)
    {
        var replicas = names.Resolve(appId, appNamespace);
        if (replicas.Count == 0)
        {
            throw new InvocationException($"failed to resolve address for app id {appId}", undelivered: true);
        }
        var host = replicas[(int)((uint)Interlocked.Increment(ref _turn) % (uint)replicas.Count)];
        var request = new HttpRequestMessage(HttpMethod.Parse(context.Request.Method), $"http://{host.InternalAddress}/internal/invoke/{method}") { Content = body.Content() };
        ForwardHeaders.CopyRequest(context, request, keepIdentity: false, TargetReader.IsBasicAuth(context));
        AddIdentity(request, host);
        SidecarMetrics.InvocationsSent.Add(1, new MetricLabels(appId, "unary"));
        var started = Stopwatch.GetTimestamp();
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(request, cancellationToken);
            var status = StatusText.Of((int)response.StatusCode);
            SidecarMetrics.AnswersReceived.Add(1, new MetricLabels(appId, status, "unary"));
            SidecarMetrics.AnswerLatency.Observe(Stopwatch.GetElapsedTime(started).TotalMilliseconds, new MetricLabels(appId, status));
        }
        catch (HttpRequestException error)
        {
            throw new InvocationException($"error connecting to {appId}: {error.Message}", LocalInvoker.IsRefused(error), error);
        }
        if (response.Headers.NonValidated.TryGetValues(PeerErrors.Header, out var kind))
        {
            using (response)
            {
                var reason = await response.Content.ReadAsStringAsync(cancellationToken);
                throw kind.ToString() == PeerErrors.Denied
                    ? new AccessDeniedException(reason)
                    : new InvocationException(reason, kind.ToString() == PeerErrors.Undelivered);
            }
        }
        return new AppResponse(response, null);
    }

    private void AddIdentity(HttpRequestMessage request, HostRecord callee)
    {
        request.Headers.TryAddWithoutValidation(ForwardHeaders.CallerAppId, options.AppId);
        request.Headers.TryAddWithoutValidation(ForwardHeaders.CallerNamespace, options.Namespace.Length > 0 ? options.Namespace : "default");
        request.Headers.TryAddWithoutValidation(ForwardHeaders.CallerTrustDomain, access.TrustDomain);
        request.Headers.TryAddWithoutValidation(ForwardHeaders.CalleeAppId, callee.AppId);
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", options.HostAddress);
        request.Headers.TryAddWithoutValidation("X-Forwarded-Host", _hostName);
        request.Headers.TryAddWithoutValidation("Forwarded", $"for={options.HostAddress};by={options.HostAddress};host={_hostName}");
    }

    public void Dispose() => _http.Dispose();
}
