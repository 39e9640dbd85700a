using System.Text;
using OpenClaw.Sidecar.Api;
using OpenClaw.Sidecar.Jobs;
using OpenClaw.Sidecar.Telemetry;

namespace OpenClaw.Sidecar.Actors;

/// <summary>What other sidecars ask of the host of an actor. Every answer says what it is in one header.</summary>
internal sealed class InternalActorsApi(ActorRuntime runtime, ActorReminders reminders, JobBlock jobs, JobHost jobHost)
{
    public async Task HandleAsync(HttpContext context)
    {
        var key = new ActorKey(context.Segment(2), context.Segment(3));
        try
        {
            await (context.Segment(4) == "method" ? InvokeAsync(context, key) : ChangeReminderAsync(context, key));
        }
        catch (ActorMovedException)
        {
            await AnswerAsync(context, StatusCodes.Status409Conflict, ActorPeers.Moved, "");
        }
        catch (Exception error) when (error is ActorUnreachableException or TimeoutException)
        {
            await AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, ActorPeers.Unreachable, error.Message);
        }
        catch (ActorDepthException error)
        {
            throw new ApiException(StatusCodes.Status500InternalServerError, "ERR_ACTOR_STACK_DEPTH", error.Message, error);
        }
    }

    private async Task InvokeAsync(HttpContext context, ActorKey key)
    {
        var headers = ActorHeaders.From(context.Request.Headers);
        using var span = SidecarTelemetry.StartServer(
            $"CallActor/{key.Type}/{context.Rest(5)}", context.Request.Headers.TraceParent, context.Request.Headers.TraceState);
        var reply = await runtime.InvokeAsync(new ActorCall(key, context.Rest(5), headers, await context.BodyAsync()), context.RequestAborted);
        context.Response.Headers[ActorPeers.OutcomeHeader] = ActorPeers.Reply;
        await reply.WriteAsync(context);
    }

    private async Task ChangeReminderAsync(HttpContext context, ActorKey key)
    {
        if (!runtime.Owns(key))
        {
            throw new ActorMovedException(key);
        }
        var (method, body) = (new HttpMethod(context.Request.Method), await context.BodyAsync());
        await (key.Type == jobHost.Type
            ? jobs.ApplyAsync(method, key, body, context.RequestAborted)
            : reminders.ApplyAsync(method, key, context.Segment(5), body, context.RequestAborted));
        context.Response.Headers[ActorPeers.OutcomeHeader] = ActorPeers.Done;
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static Task AnswerAsync(HttpContext context, int status, string outcome, string text)
    {
        context.Response.StatusCode = status;
        context.Response.Headers[ActorPeers.OutcomeHeader] = outcome;
        return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), context.RequestAborted).AsTask();
    }
}
