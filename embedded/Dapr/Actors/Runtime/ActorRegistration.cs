#nullable disable // as the original: callers may annotate or not
using System.Collections.ObjectModel;

namespace Dapr.Actors.Runtime;

/// <summary>An actor type that this application hosts.</summary>
public sealed class ActorRegistration
{
    /// <summary>Registers a type.</summary>
    public ActorRegistration(ActorTypeInformation type)
        : this(type, null)
    {
    }

    /// <summary>Registers a type with options of its own.</summary>
    public ActorRegistration(ActorTypeInformation type, ActorRuntimeOptions options)
    {
        Type = type;
        TypeOptions = options;
    }

    /// <summary>The type.</summary>
    public ActorTypeInformation Type { get; }

    /// <summary>Creates its objects; the runtime's when null.</summary>
    public ActorActivator Activator { get; set; }

    /// <summary>Its own options.</summary>
    public ActorRuntimeOptions TypeOptions { get; }
}

/// <summary>The actor types that this application hosts.</summary>
public sealed class ActorRegistrationCollection : KeyedCollection<ActorTypeInformation, ActorRegistration>
{
    /// <summary>Registers a class.</summary>
    public void RegisterActor<TActor>(Action<ActorRegistration> configure = null)
        where TActor : Actor => RegisterActor<TActor>(null, null, configure);

    /// <summary>Registers a class with options of its own.</summary>
    public void RegisterActor<TActor>(ActorRuntimeOptions typeOptions, Action<ActorRegistration> configure = null)
        where TActor : Actor => RegisterActor<TActor>(null, typeOptions, configure);

    /// <summary>Registers a class under a name.</summary>
    public void RegisterActor<TActor>(string actorTypeName, Action<ActorRegistration> configure = null)
        where TActor : Actor => RegisterActor<TActor>(actorTypeName, null, configure);

    /// <summary>Registers a class under a name with options of its own.</summary>
    public void RegisterActor<TActor>(string actorTypeName, ActorRuntimeOptions typeOptions, Action<ActorRegistration> configure = null)
        where TActor : Actor
    {
        var registration = new ActorRegistration(ActorTypeInformation.Get(typeof(TActor), actorTypeName), typeOptions);
        configure?.Invoke(registration);
        Add(registration);
    }

    /// <inheritdoc/>
    protected override ActorTypeInformation GetKeyForItem(ActorRegistration item) => item?.Type;
}
