using System.Runtime.CompilerServices;
using Dapr.Actors.Runtime;
using Microsoft.Extensions.DependencyInjection;

namespace Dapr.Actors.AspNetCore;

/// <summary>Creates actors from the container, each in a scope that lives as long as the actor.</summary>
internal sealed class ScopedActorActivator(IServiceProvider services, ActorTypeInformation type) : ActorActivator
{
    private readonly ObjectFactory _create = ActivatorUtilities.CreateFactory(type.ImplementationType, [typeof(ActorHost)]);
    private readonly ConditionalWeakTable<ActorActivatorState, AsyncDisposableScope> _scopes = [];

    public override async Task<ActorActivatorState> CreateAsync(ActorHost host)
    {
        var scope = services.CreateAsyncScope();
        try
        {
            var state = new ActorActivatorState((Actor)_create(scope.ServiceProvider, [host]));
            _scopes.Add(state, new AsyncDisposableScope(scope));
            return state;
        }
        catch
        {
            await scope.DisposeAsync();
            throw;
        }
    }

    public override async Task DeleteAsync(ActorActivatorState state)
    {
        if (state.Actor is IAsyncDisposable asyncDisposable)
        {
            await asyncDisposable.DisposeAsync();
        }
        else if (state.Actor is IDisposable disposable)
        {
            disposable.Dispose();
        }

        if (_scopes.TryGetValue(state, out var scope))
        {
            _scopes.Remove(state);
            await scope.Scope.DisposeAsync();
        }
    }

    private sealed record AsyncDisposableScope(AsyncServiceScope Scope);
}

/// <summary>Makes <see cref="ScopedActorActivator"/>s.</summary>
internal sealed class ScopedActorActivatorFactory(IServiceProvider services) : ActorActivatorFactory
{
    public override ActorActivator CreateActivator(ActorTypeInformation type) => new ScopedActorActivator(services, type);
}
