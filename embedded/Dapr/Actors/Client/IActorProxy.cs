#nullable disable // as the original: callers may annotate or not
namespace Dapr.Actors.Client;

/// <summary>What every proxy knows of its actor.</summary>
public interface IActorProxy
{
    /// <summary>Its id.</summary>
    ActorId ActorId { get; }

    /// <summary>Its type.</summary>
    string ActorType { get; }
}

/// <summary>Makes proxies.</summary>
public interface IActorProxyFactory
{
    /// <summary>A proxy whose methods are called by name.</summary>
    ActorProxy Create(ActorId actorId, string actorType, ActorProxyOptions options = null);

    /// <summary>A proxy that has the actor's interface.</summary>
    TActorInterface CreateActorProxy<TActorInterface>(ActorId actorId, string actorType, ActorProxyOptions options = null)
        where TActorInterface : IActor;

    /// <summary>A proxy that has the actor's interface.</summary>
    object CreateActorProxy(ActorId actorId, Type actorInterfaceType, string actorType, ActorProxyOptions options = null);
}
