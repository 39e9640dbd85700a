using System.Net.Mime;
using System.Text.Json;
using Dapr.Actors.Runtime;
using Dapr.Actors.Wire;
using Dapr.Client;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dapr.Actors.AspNetCore;

/// <summary>Turns the sidecar's requests into turns of actors.</summary>
internal sealed class ActorCalls(ActorRuntime runtime)
{
    public Task DeactivateAsync(HttpContext context) => runtime.DeactivateAsync(Route(context, "actorTypeName"), Route(context, "actorId"));

    public async Task RemindAsync(HttpContext context)
    {
        Enter(context);
        var due = await DueCallback.ReadAsync(context.Request.Body, context.RequestAborted);
        await runtime.RemindAsync(Route(context, "actorTypeName"), Route(context, "actorId"), Route(context, "reminderName"), due);
    }

    public async Task TimerAsync(HttpContext context)
    {
        Enter(context);
        var due = await DueCallback.ReadAsync(context.Request.Body, context.RequestAborted);
        await runtime.TimerAsync(Route(context, "actorTypeName"), Route(context, "actorId"), due);
    }

    public async Task InvokeAsync(HttpContext context)
    {
        Enter(context);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var content = body.GetBuffer().AsMemory(0, (int)body.Length);
        if (context.Request.Headers.ContainsKey(ActorHeaders.Request))
        {
            await AnswerTypedAsync(context, content);
            return;
        }

        var result = await runtime.InvokeAsync(
            Route(context, "actorTypeName"), Route(context, "actorId"), Route(context, "methodName"), content, context.RequestAborted);
        await WriteAsync(context, result);
    }

    /// <summary>A typed caller gets to know what the actor threw; the sidecar passes that answer on unchanged.</summary>
    private async Task AnswerTypedAsync(HttpContext context, ReadOnlyMemory<byte> content)
    {
        try
        {
            var result = await runtime.InvokeTypedAsync(
                Route(context, "actorTypeName"), Route(context, "actorId"), Route(context, "methodName"), content, context.RequestAborted);
            await WriteAsync(context, result);
        }
        catch (Exception exception) when (!context.RequestAborted.IsCancellationRequested)
        {
            context.Response.Headers[ActorHeaders.Error] = "1";
            var fault = new ActorFault(exception.GetType().FullName, exception.Message);
            await WriteAsync(context, JsonSerializer.SerializeToUtf8Bytes(fault, WireJson.Options));
        }
    }

    /// <summary>Nested calls of this turn belong to the caller's chain.</summary>
    private static void Enter(HttpContext context) =>
        ReentrancyContext.Current = context.Request.Headers.TryGetValue(ActorHeaders.Reentrancy, out var chain) ? chain.ToString() : null;

    private static async Task WriteAsync(HttpContext context, byte[] body)
    {
        if (body.Length > 0)
        {
            context.Response.ContentType = MediaTypeNames.Application.Json;
            context.Response.ContentLength = body.Length;
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }
    }

    private static string Route(HttpContext context, string name) => (string)context.GetRouteValue(name)!;
}
