#nullable disable // as the original: callers may annotate or not
using Dapr.Actors.Client;
using Dapr.Actors.Runtime;

namespace Dapr.Actors;

/// <summary>Names an actor so that it can be passed on.</summary>
internal interface IActorReference
{
    /// <summary>A proxy for the actor.</summary>
    object Bind(Type actorInterfaceType);
}

/// <summary>Names an actor so that it can be passed on.</summary>
public sealed class ActorReference : IActorReference
{
    /// <summary>Its id.</summary>
    public ActorId ActorId { get; set; }

    /// <summary>Its type.</summary>
    public string ActorType { get; set; }

    /// <summary>The reference of an actor or of a proxy.</summary>
    public static ActorReference Get(object actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return actor switch
        {
            Actor instance => new() { ActorId = instance.Id, ActorType = instance.Host.ActorTypeInfo.ActorTypeName },
            IActorProxy proxy => new() { ActorId = proxy.ActorId, ActorType = proxy.ActorType },
            _ => throw new ArgumentOutOfRangeException(nameof(actor), "Only actors and actor proxies can be referenced."),
        };
    }

    /// <inheritdoc/>
    public object Bind(Type actorInterfaceType) => ActorProxy.Create(ActorId, actorInterfaceType, ActorType);
}
