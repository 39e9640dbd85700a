using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.ServiceDefaults.Events;

/// <summary>Routes that the sidecar delivers events to.</summary>
public static class EventEndpoint
{
    /// <summary>Handles events with a handler from the container, in a scope of its own.</summary>
    public static RouteHandlerBuilder MapEvent<TEvent, TConsumer>(this IEndpointRouteBuilder app, string route)
        where TEvent : class, IEvent
        where TConsumer : class, IEventConsumer<TEvent> =>
        app.MapEvent<TEvent>(route, (message, services, cancellationToken) =>
            services.GetRequiredService<TConsumer>().HandleAsync(message, cancellationToken));

    /// <summary>
    /// Reads the CloudEvent, continues its request id and answers with Dapr's SUCCESS, RETRY or DROP. What cannot be read
    /// is dropped, which sends it to the dead-letter topic: delivering it again would not make it readable.
    /// </summary>
    public static RouteHandlerBuilder MapEvent<TEvent>(
        this IEndpointRouteBuilder app,
        string route,
        Func<TEvent, IServiceProvider, CancellationToken, Task<EventResult>> handler)
        where TEvent : class, IEvent =>
        app.MapPost(route, async (HttpContext context, ILogger<EventEndpointLog> logger) =>
        {
            var message = await ReadAsync<TEvent>(context, route, logger);
            if (message is null)
            {
                return Answer(EventResult.Drop);
            }

            RequestContext.Continue(message.RequestId);
            Activity.Current?.SetTag("openclaw.request_id", message.RequestId);
            using var scope = logger.BeginScope(new Dictionary<string, object> { ["RequestId"] = message.RequestId });
            return Answer(await handler(message, context.RequestServices, context.RequestAborted));
        })
        .RequireSidecar()
        .ExcludeFromDescription();

    private static async Task<TEvent?> ReadAsync<TEvent>(HttpContext context, string route, ILogger logger)
        where TEvent : class, IEvent
    {
        try
        {
            var envelope = await JsonSerializer.DeserializeAsync<CloudEvent<TEvent>>(
                context.Request.Body, ContractsJson.Options, context.RequestAborted);
            if (envelope?.Data is { } data && !string.IsNullOrEmpty(data.EventId) && !string.IsNullOrEmpty(data.TenantId))
            {
                return data;
            }

            logger.EventUnreadable(route, "event id or tenant is missing");
        }
        catch (JsonException exception)
        {
            logger.EventUnreadable(route, exception.Message);
        }

        return null;
    }

    private static IResult Answer(EventResult result) => Results.Json(new
    {
        status = result switch
        {
            EventResult.Done => "SUCCESS",
            EventResult.Retry => "RETRY",
            _ => "DROP",
        },
    });
}

/// <summary>The part of a CloudEvents 1.0 envelope that consumers read.</summary>
internal sealed record CloudEvent<TData>(string? Id, TData? Data);
