using System.Diagnostics;
using OpenClaw.Sidecar.Api;
using OpenClaw.Sidecar.App;
using OpenClaw.Sidecar.Hosting;
using OpenClaw.Sidecar.Invocation.Access;
using OpenClaw.Sidecar.Resiliency;
using OpenClaw.Sidecar.Telemetry;

namespace OpenClaw.Sidecar.Invocation;

/// <summary>Service invocation: every path that is no other API, and the calls of other sidecars.</summary>
internal sealed class InvocationApi(
    LocalInvoker local, RemoteInvoker remote, EndpointInvoker endpoints, ResiliencyProvider resiliency, SidecarOptions options, AccessControl access, TimeProvider clock)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var target = TargetReader.Read(context)
            ?? throw new ApiException(404, "ERR_DIRECT_INVOKE", "failed getting app id either from the URL path or the header dapr-app-id");
        if (Activity.Current is { } activity)
        {
            activity.DisplayName = $"CallLocal/{target.Id}/{target.MethodPath}";
        }
        try
        {
            var body = await RequestBody.ReadAsync(context);
            using var response = await SendAsync(context, target, body);
            await ResponseRelay.WriteAsync(response.Message, context);
        }
        catch (AccessDeniedException error)
        {
            throw new ApiException(403, "ERR_DIRECT_INVOKE", $"fail to invoke, id: {target.Id}, err: {error.Message}", error);
        }
        catch (Exception error) when (error is InvocationException or TimeoutException or CircuitOpenException or BadHttpRequestException or UriFormatException
            || error is IOException && !context.Response.HasStarted)
        {
            throw new ApiException(500, "ERR_DIRECT_INVOKE", $"failed to invoke, id: {target.Id}, err: {error.Message}", error);
        }
    }

    /// <summary>The callee's side of a call between sidecars.</summary>
    public async Task ServePeerAsync(HttpContext context)
    {
        // The port may have belonged to another app's sidecar when the caller looked it up.
        if (context.Request.Headers[ForwardHeaders.CalleeAppId] != options.AppId)
        {
            await PeerErrors.WriteAsync(context, PeerErrors.Undelivered, $"this is not the sidecar of {context.Request.Headers[ForwardHeaders.CalleeAppId]}");
            return;
        }
        var path = context.RawPath();
        var method = path.Length > "/internal/invoke/".Length ? path["/internal/invoke/".Length..] : "";
        if (Activity.Current is { } activity)
        {
            activity.DisplayName = $"CallLocal/{options.AppId}/{method}";
        }
        var caller = Caller(context);
        SidecarMetrics.InvocationsReceived.Add(1, new MetricLabels(caller?.AppId));
        if (!access.Permits(caller, Uri.UnescapeDataString(method), context.Request.Method))
        {
            await PeerErrors.WriteAsync(context, PeerErrors.Denied,
                $"access control policy has denied access to id: {caller?.AppId}, namespace: {caller?.Namespace}, operation: {method}, verb: {context.Request.Method}");
            return;
        }
        try
        {
            var body = await RequestBody.ReadAsync(context);
            using var response = await local.SendAsync(context, method + context.Request.QueryString.Value, body, keepIdentity: true, context.RequestAborted);
            SidecarMetrics.AnswersSent.Add(1, new MetricLabels(caller?.AppId, StatusText.Of((int)response.Message.StatusCode)));
            await ResponseRelay.WriteAsync(response.Message, context);
        }
        catch (InvocationException error) when (!context.Response.HasStarted)
        {
            await PeerErrors.WriteAsync(context, error.IsUndelivered ? PeerErrors.Undelivered : PeerErrors.Failed, error.Message);
        }
    }

    private static CallerIdentity? Caller(HttpContext context) => context.Request.Headers[ForwardHeaders.CallerAppId] is [{ Length: > 0 } appId, ..]
        ? new CallerIdentity(appId, context.Request.Headers[ForwardHeaders.CallerNamespace].ToString(), context.Request.Headers[ForwardHeaders.CallerTrustDomain].ToString())
        : null;

    private Task<AppResponse> SendAsync(HttpContext context, InvocationTarget target, RequestBody body)
    {
        var policy = resiliency.App(target.Id, target.MethodPath);
        // Without a target of its own an app still gets the built-in retries for calls that never reached it.
        var builtIn = resiliency.IsAppListed(target.Id) || endpoints.Knows(target.Id) || IsSelf(target.Id) ? null : resiliency.BuiltInService;
        if (!body.CanRepeat)
        {
            policy = policy with { Retry = null };
            builtIn = null;
        }
        return policy.RunAsync(
            token => WithBuiltInAsync(builtIn, attempt => SendOnceAsync(context, target, body, attempt), token),
            static response => new Verdict((int)response.Message.StatusCode is < 200 or > 399, (int)response.Message.StatusCode),
            context.RequestAborted,
            static response => response.Dispose());
    }

    private async Task<AppResponse> WithBuiltInAsync(RetryPolicy? retry, Func<CancellationToken, Task<AppResponse>> send, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await send(cancellationToken);
            }
            catch (InvocationException error) when (error.IsUndelivered && retry is not null && retry.Allows(attempt, TimeSpan.Zero))
            {
                await Task.Delay(retry.Wait(attempt), clock, cancellationToken);
            }
        }
    }

    private Task<AppResponse> SendOnceAsync(HttpContext context, InvocationTarget target, RequestBody body, CancellationToken cancellationToken)
    {
        if (endpoints.Knows(target.Id))
        {
            return endpoints.SendAsync(context, target.Id, target.Method, body, cancellationToken);
        }
        if (IsSelf(target.Id))
        {
            return local.SendAsync(context, target.Method, body, keepIdentity: false, cancellationToken);
        }
        var parts = target.Id.Split('.');
        return parts.Length switch
        {
            1 => remote.SendAsync(context, parts[0], options.Namespace, target.Method, body, cancellationToken),
            2 => remote.SendAsync(context, parts[0], parts[1], target.Method, body, cancellationToken),
            _ => throw new InvocationException($"invalid app id {target.Id}", undelivered: false),
        };
    }

    private bool IsSelf(string id) => id == options.AppId || (options.Namespace.Length > 0 && id == $"{options.AppId}.{options.Namespace}");
}
