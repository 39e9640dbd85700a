#nullable disable // as the original: callers may annotate or not
namespace Dapr.Actors.Runtime;

/// <summary>A live actor object.</summary>
public class ActorActivatorState(Actor actor)
{
    /// <summary>The actor.</summary>
    public Actor Actor { get; } = actor;
}

/// <summary>Creates and ends actor objects.</summary>
public abstract class ActorActivator
{
    /// <summary>Creates the object.</summary>
    public abstract Task<ActorActivatorState> CreateAsync(ActorHost host);

    /// <summary>Ends the object.</summary>
    public abstract Task DeleteAsync(ActorActivatorState state);
}

/// <summary>Makes activators.</summary>
public abstract class ActorActivatorFactory
{
    /// <summary>An activator for a type.</summary>
    public abstract ActorActivator CreateActivator(ActorTypeInformation type);
}

/// <summary>Creates actors whose constructor takes the host only.</summary>
public class DefaultActorActivator : ActorActivator
{
    /// <inheritdoc/>
    public override Task<ActorActivatorState> CreateAsync(ActorHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        var actor = (Actor)Activator.CreateInstance(host.ActorTypeInfo.ImplementationType, host);
        return Task.FromResult(new ActorActivatorState(actor));
    }

    /// <inheritdoc/>
    public override async Task DeleteAsync(ActorActivatorState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        switch (state.Actor)
        {
            case IAsyncDisposable disposable:
                await disposable.DisposeAsync();
                break;
            case IDisposable disposable:
                disposable.Dispose();
                break;
            default:
                break;
        }
    }
}

/// <summary>Makes <see cref="DefaultActorActivator"/>s.</summary>
public class DefaultActorActivatorFactory : ActorActivatorFactory
{
    /// <inheritdoc/>
    public override ActorActivator CreateActivator(ActorTypeInformation type) => new DefaultActorActivator();
}
