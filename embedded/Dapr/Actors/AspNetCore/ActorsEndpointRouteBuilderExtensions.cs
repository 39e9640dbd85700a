using System.Net.Mime;
using Dapr.Actors.AspNetCore;
using Dapr.Actors.Runtime;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>The routes that the sidecar calls for actors.</summary>
public static class ActorsEndpointRouteBuilderExtensions
{
    /// <summary>Maps the routes; conventions apply to all of them but the health check, which stays open.</summary>
    public static IEndpointConventionBuilder MapActorsHandlers(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var runtime = endpoints.ServiceProvider.GetService<ActorRuntime>() ?? throw new InvalidOperationException(
            "The ActorRuntime service must be registered using AddActors before MapActorsHandlers.");
        MapHealth(endpoints);
        var calls = new ActorCalls(runtime);
        return new EndpointConventions([
            endpoints.MapGet("dapr/config", context => Settings(context, runtime)).WithDisplayName("Dapr actors config"),
            endpoints.MapDelete("actors/{actorTypeName}/{actorId}", calls.DeactivateAsync).WithDisplayName("Dapr actors deactivation"),
            endpoints.MapPut("actors/{actorTypeName}/{actorId}/method/{methodName}", calls.InvokeAsync).WithDisplayName("Dapr actors invoke"),
            endpoints.MapPut("actors/{actorTypeName}/{actorId}/method/remind/{reminderName}", calls.RemindAsync).WithDisplayName("Dapr actors reminder"),
            endpoints.MapPut("actors/{actorTypeName}/{actorId}/method/timer/{timerName}", calls.TimerAsync).WithDisplayName("Dapr actors timer"),
        ]);
    }

    private static async Task Settings(HttpContext context, ActorRuntime runtime)
    {
        context.Response.ContentType = MediaTypeNames.Application.Json;
        await context.Response.BodyWriter.WriteAsync(runtime.Settings(), context.RequestAborted);
    }

    /// <summary>Last in order, so that a route of the application itself comes first.</summary>
    private static void MapHealth(IEndpointRouteBuilder endpoints) =>
        endpoints.MapHealthChecks("/healthz")
            .WithMetadata(new AllowAnonymousAttribute())
            .Add(builder => ((RouteEndpointBuilder)builder).Order = int.MaxValue);
}
