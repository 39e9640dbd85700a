using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OpenClaw.Contracts;

namespace OpenClaw.ServiceDefaults.Http;

/// <summary>Takes a safe incoming <c>X-Request-Id</c> or mints one, puts it on the answer, the logs and the span.</summary>
internal sealed class RequestIdMiddleware(RequestDelegate next, ILogger<RequestIdMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var candidate = context.Request.Headers[HeaderNames.RequestId].ToString();
        var requestId = RequestContext.IsValid(candidate) ? candidate : RequestContext.NewId();
        RequestContext.Continue(requestId);

        // A forwarder reads the header, so an unsafe value must not survive on the request either.
        context.Request.Headers[HeaderNames.RequestId] = requestId;
        context.Response.OnStarting(() =>
        {
            context.Response.Headers[HeaderNames.RequestId] = requestId;
            return Task.CompletedTask;
        });
        Activity.Current?.SetTag("openclaw.request_id", requestId);

        using (logger.BeginScope(new Dictionary<string, object> { ["RequestId"] = requestId }))
        {
            await next(context);
        }
    }
}
