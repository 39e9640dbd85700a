using System.Collections.Concurrent;

namespace Dapr.Actors.Runtime;

/// <summary>The live actors of one type. The sidecar decides which and when; here they are only kept and called.</summary>
internal sealed class ActorManager(ActorTypeInformation type, ActorActivator activator, Func<ActorTypeInformation, ActorId, ActorHost> createHost)
{
    private readonly ConcurrentDictionary<string, ActorActivatorState> _active = new(StringComparer.Ordinal);

    public ActorTypeMethods Methods { get; } = new(type);

    public ActorTypeInformation Type => type;

    /// <summary>One turn of an actor that is activated for it when needed.</summary>
    public async Task<T> TurnAsync<T>(string id, ActorMethodContext context, Func<Actor, Task<T>> turn)
    {
        var actor = (await ActivateAsync(id)).Actor;
        try
        {
            await actor.BeforeAsync(context);
            var result = await turn(actor);
            await actor.AfterAsync(context);
            return result;
        }
        catch (Exception exception)
        {
            await actor.FailedAsync(context, exception);
            throw;
        }
    }

    public async Task DeactivateAsync(string id)
    {
        if (_active.TryRemove(id, out var state))
        {
            try
            {
                await state.Actor.DeactivateAsync();
            }
            finally
            {
                await activator.DeleteAsync(state);
            }
        }
    }

    private async Task<ActorActivatorState> ActivateAsync(string id)
    {
        if (_active.TryGetValue(id, out var known))
        {
            return known;
        }

        var state = await activator.CreateAsync(createHost(type, new ActorId(id)));
        try
        {
            await state.Actor.ActivateAsync();
        }
        catch
        {
            await activator.DeleteAsync(state);
            throw;
        }

        if (_active.TryAdd(id, state))
        {
            return state;
        }

        await activator.DeleteAsync(state);
        return _active[id];
    }
}
