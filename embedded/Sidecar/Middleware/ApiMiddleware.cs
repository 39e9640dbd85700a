using OpenClaw.Sidecar.Components;
using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.Middleware;

/// <summary>Runs <c>httpPipeline</c> around the sidecar's API.</summary>
internal sealed class ApiMiddleware(ComponentRegistry components, ResourceSet resources, ILogger<ApiMiddleware> logger)
{
    // Made with the first call: components are started after this object.
    private readonly Lazy<MiddlewarePipeline> _pipeline = new(() => new MiddlewarePipeline(resources.Configuration.HttpPipeline, components, logger));

    public Task HandleAsync(HttpContext context, RequestDelegate next) => _pipeline.Value.IsEmpty ? next(context) : RunAsync(context, next);

    private async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        if (await _pipeline.Value.RunAsync(new ApiRequest(context), context.RequestAborted) is not { } answer)
        {
            await next(context);
            return;
        }
        context.Response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers ?? new Dictionary<string, string>())
        {
            context.Response.Headers[name] = value;
        }
        context.Response.ContentType ??= "text/plain; charset=utf-8";
        await context.Response.WriteAsync(answer.Body, context.RequestAborted);
    }
}
