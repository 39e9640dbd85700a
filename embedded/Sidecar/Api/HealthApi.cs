using OpenClaw.Sidecar.Hosting;

namespace OpenClaw.Sidecar.Api;

/// <summary>Health, metadata and shutdown.</summary>
internal sealed class HealthApi(SidecarRuntime runtime, SidecarOptions options, MetadataPage metadata, IHostApplicationLifetime lifetime)
{
    private static readonly string[] Put = ["PUT"];

    public void Map(IEndpointRouteBuilder api)
    {
        MapPublic(api);
        api.MapMethods("/v1.0/metadata/{key}", Put, async context =>
        {
            metadata.Extended[context.Segment(2)] = System.Text.Encoding.UTF8.GetString((await context.BodyAsync()).Span);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        });
        api.MapPost("/v1.0/shutdown", ShutdownAsync);
    }

    /// <summary>What the public port serves.</summary>
    public void MapPublic(IEndpointRouteBuilder api)
    {
        api.MapGet("/v1.0/healthz", context => AnswerAsync(context, runtime.IsReady, "ERR_HEALTH_NOT_READY", "dapr is not ready"));
        api.MapGet("/v1.0/healthz/outbound", context => AnswerAsync(context, runtime.IsOutboundReady, "ERR_OUTBOUND_HEALTH_NOT_READY", "dapr outbound is not ready"));
        api.MapGet("/v1.0/metadata", context => context.WriteJsonAsync(metadata.Write()));
    }

    private Task AnswerAsync(HttpContext context, bool ready, string code, string message)
    {
        var asked = context.Request.Query["appid"].ToString();
        if (asked.Length > 0 && asked != options.AppId)
        {
            throw new ApiException(500, "ERR_HEALTH_APPID_NOT_MATCH", "dapr app-id does not match");
        }
        if (!ready)
        {
            throw new ApiException(500, code, message);
        }
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private Task ShutdownAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        var force = context.Request.Headers["dapr-force-shutdown"] == "true";
        context.Response.OnCompleted(() =>
        {
            if (force)
            {
                Environment.Exit(0);
            }
            lifetime.StopApplication();
            return Task.CompletedTask;
        });
        return Task.CompletedTask;
    }
}
