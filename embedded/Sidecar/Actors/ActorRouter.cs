using OpenClaw.Sidecar.Api;
using OpenClaw.Sidecar.Placement;
using OpenClaw.Sidecar.Resiliency;

namespace OpenClaw.Sidecar.Actors;

/// <summary>Finds the host of an actor and calls it there, under the retry rules of the actor's type.</summary>
internal sealed class ActorRouter(
    ActorRuntime runtime, ActorPeers peers, PlacementClient placement, ResiliencyProvider resiliency, TimeProvider clock)
{
    /// <summary>A table change takes a moment; a call that follows its actor around this often follows a fault instead.</summary>
    private const int MaxMoves = 100;

    public async Task<ActorReply> InvokeAsync(ActorCall call, CancellationToken cancellationToken)
    {
        var reply = await CallAsync(call, cancellationToken);
        return reply.Status == StatusCodes.Status200OK || reply.IsRemotingError
            ? reply
            : throw Failed($"error from actor service: ({reply.Status}) {System.Text.Encoding.UTF8.GetString(reply.Body)}");
    }

    /// <summary>Runs something at the actor's host: here, or over there.</summary>
    public async Task<T> AtHostAsync<T>(
        ActorKey key, Func<CancellationToken, Task<T>> here, Func<HostRecord, CancellationToken, Task<T>> there, CancellationToken cancellationToken)
    {
        var (moves, missing, broken) = (0, 0, 0);
        var listed = resiliency.IsActorListed(key.Type);
        while (true)
        {
            await runtime.Gate.WaitAsync(cancellationToken);
            TimeSpan pause;
            try
            {
                if (ActorOwner.Find(placement.Table, key) is { } host)
                {
                    return host.InstanceId == placement.Self.InstanceId ? await here(cancellationToken) : await there(host, cancellationToken);
                }
                pause = ++missing <= ResiliencyProvider.BuiltInActorNotFound.MaxRetries
                    ? ResiliencyProvider.BuiltInActorNotFound.Wait(missing)
                    : throw Failed($"did not find address for actor {key}");
            }
            catch (ActorMovedException) when (++moves <= MaxMoves)
            {
                pause = TimeSpan.FromMilliseconds(Math.Min(moves * 5, 250));
            }
            catch (ActorUnreachableException) when (!listed && resiliency.BuiltInActor.Allows(++broken, TimeSpan.Zero))
            {
                pause = resiliency.BuiltInActor.Wait(broken);
            }
            await Task.Delay(pause, clock, cancellationToken);
        }
    }

    private async Task<ActorReply> CallAsync(ActorCall call, CancellationToken cancellationToken)
    {
        if (runtime.IsInTurn(call.Key, call.Chain))
        {
            // A turn that calls itself must not wait for a table change that waits for the turn.
            return await GuardAsync(() => runtime.InvokeAsync(call, cancellationToken));
        }
        var policy = resiliency.Actor(call.Key.Type, call.Key.Id) with { Timeout = null };
        return await GuardAsync(() => policy.RunAsync(
            token => AtHostAsync(
                call.Key, inner => runtime.InvokeAsync(call, inner), (host, inner) => peers.InvokeAsync(host, call, inner), token),
            static reply => new Verdict(reply.Status != StatusCodes.Status200OK && !reply.IsRemotingError, reply.Status),
            cancellationToken));
    }

    private static async Task<ActorReply> GuardAsync(Func<Task<ActorReply>> call)
    {
        try
        {
            return await call();
        }
        catch (ActorDepthException error)
        {
            throw new ApiException(StatusCodes.Status500InternalServerError, "ERR_ACTOR_STACK_DEPTH", error.Message, error);
        }
        catch (Exception error) when (error is ActorMovedException or ActorUnreachableException or CircuitOpenException or TimeoutException)
        {
            throw Failed(error.Message, error);
        }
    }

    private static ApiException Failed(string reason, Exception? inner = null) =>
        new(StatusCodes.Status500InternalServerError, "ERR_ACTOR_INVOKE_METHOD", $"error invoke actor method: {reason}", inner);
}
