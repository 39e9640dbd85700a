using System.Text.Json;
using OpenClaw.Sidecar.Api;
using OpenClaw.Sidecar.Placement;
using OpenClaw.Sidecar.State;

namespace OpenClaw.Sidecar.Actors;

/// <summary><c>/v1.0/actors/{type}/{id}/method|state|reminders|timers/...</c> for the app beside this sidecar.</summary>
internal sealed class ActorsApi(
    ActorRuntime runtime, ActorRouter router, ActorState state, ActorReminders reminders, PlacementClient placement)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public async Task HandleAsync(HttpContext context)
    {
        if (!placement.IsConfigured)
        {
            throw new ApiException(StatusCodes.Status400BadRequest, "ERR_ACTOR_NO_PLACEMENT", "placement is not configured");
        }
        _ = state.Store;
        var key = new ActorKey(Checked(context.Segment(2)), Checked(context.Segment(3)));
        if (ActorRuntime.IsReserved(key.Type))
        {
            throw new ApiException(StatusCodes.Status403Forbidden, "ERR_ACTOR_TYPE_RESERVED", $"actor type '{key.Type}' is reserved");
        }
        if (runtime.IsClosed)
        {
            throw new ApiException(StatusCodes.Status503ServiceUnavailable, "ERR_ACTOR_RUNTIME_CLOSED", "the actor runtime is closed");
        }
        var method = context.Request.Method;
        var isWrite = HttpMethods.IsPost(method) || HttpMethods.IsPut(method);
        await ((context.Segment(4), method) switch
        {
            ("method", _) => InvokeAsync(context, key),
            ("state", "GET") => GetStateAsync(context, key),
            ("state", _) when isWrite => SaveStateAsync(context, key),
            ("reminders", "GET") => GetReminderAsync(context, key),
            ("reminders", _) when isWrite || method == "DELETE" => reminders.ChangeAsync(context, key, Checked(context.Segment(5))),
            ("timers", _) when isWrite => SetTimerAsync(context, key),
            ("timers", "DELETE") => RemoveTimerAsync(context, key),
            _ => throw new ApiException(StatusCodes.Status404NotFound, "ERR_DIRECT_INVOKE", $"no such actor API: {method} {context.RawPath()}"),
        });
    }

    public static string Checked(string name) => name.Length > 0 && name.AsSpan().IndexOfAny(@"/\#?") < 0 && !name.Any(char.IsControl)
        ? name
        : throw new ApiException(StatusCodes.Status400BadRequest, "ERR_BAD_REQUEST", $"'{name}' is not a valid name");

    private async Task InvokeAsync(HttpContext context, ActorKey key)
    {
        var call = new ActorCall(key, context.Rest(5), ActorHeaders.From(context.Request.Headers), await context.BodyAsync());
        var reply = await router.InvokeAsync(call, context.RequestAborted);
        await reply.WriteAsync(context);
    }

    private async Task GetStateAsync(HttpContext context, ActorKey key)
    {
        StateEntry? entry;
        try
        {
            entry = await state.GetAsync(key, context.Segment(5), context.RequestAborted);
        }
        catch (Exception error) when (error is not (OperationCanceledException or ApiException))
        {
            throw new ApiException(StatusCodes.Status500InternalServerError, "ERR_ACTOR_STATE_GET", $"error while getting actor state: {error.Message}", error);
        }
        if (entry is null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }
        if (entry.ExpiresAt is { } ends)
        {
            context.Response.Headers["metadata.ttlExpireTime"] = ends.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        }
        await context.WriteJsonAsync(entry.Value);
    }

    private async Task SaveStateAsync(HttpContext context, ActorKey key)
    {
        if (!runtime.IsActive(key))
        {
            throw new ApiException(StatusCodes.Status400BadRequest, "ERR_ACTOR_INSTANCE_MISSING", "actor instance is missing");
        }
        using var document = Parse(await context.BodyAsync());
        try
        {
            await state.SaveAsync(key, document.RootElement, context.RequestAborted);
        }
        catch (Exception error) when (error is not (OperationCanceledException or ApiException))
        {
            throw new ApiException(
                StatusCodes.Status500InternalServerError, "ERR_ACTOR_STATE_TRANSACTION_SAVE", $"error actor state transaction: {error.Message}", error);
        }
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private Task GetReminderAsync(HttpContext context, ActorKey key) => reminders.GetAsync(context, key, Checked(context.Segment(5)));

    private async Task SetTimerAsync(HttpContext context, ActorKey key)
    {
        var name = Checked(context.Segment(5));
        try
        {
            runtime.SetTimer(key, name, ReadSpec(await context.BodyAsync()));
        }
        catch (Exception error) when (error is FormatException or ActorMovedException)
        {
            throw new ApiException(StatusCodes.Status500InternalServerError, "ERR_ACTOR_TIMER_CREATE", $"error creating actor timer: {error.Message}", error);
        }
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private Task RemoveTimerAsync(HttpContext context, ActorKey key)
    {
        runtime.RemoveTimer(key, Checked(context.Segment(5)));
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    public static TimerSpec ReadSpec(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize<TimerSpec>(body.Span, Json) ?? new TimerSpec(null, null, null, null, null, null);
        }
        catch (JsonException error)
        {
            throw Malformed(error);
        }
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException error)
        {
            throw Malformed(error);
        }
    }

    private static ApiException Malformed(JsonException error) =>
        new(StatusCodes.Status400BadRequest, "ERR_MALFORMED_REQUEST", $"failed deserializing HTTP body: {error.Message}", error);
}
