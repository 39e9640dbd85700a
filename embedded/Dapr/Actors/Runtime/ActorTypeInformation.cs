#nullable disable // as the original: callers may annotate or not
using System.Reflection;

namespace Dapr.Actors.Runtime;

/// <summary>What the runtime knows of an actor class.</summary>
public sealed class ActorTypeInformation
{
    private ActorTypeInformation(Type implementation, string name)
    {
        ImplementationType = implementation;
        ActorTypeName = name;
        InterfaceTypes = [.. implementation.GetInterfaces().Where(type => type != typeof(IActor) && typeof(IActor).IsAssignableFrom(type))];
    }

    /// <summary>The name callers use.</summary>
    public string ActorTypeName { get; }

    /// <summary>The class.</summary>
    public Type ImplementationType { get; }

    /// <summary>Its actor interfaces.</summary>
    public IEnumerable<Type> InterfaceTypes { get; }

    /// <summary>Whether the class is abstract.</summary>
    public bool IsAbstract => ImplementationType.IsAbstract;

    /// <summary>Whether reminders can wake it.</summary>
    public bool IsRemindable => typeof(IRemindable).IsAssignableFrom(ImplementationType);

    /// <summary>Looks at a class; false when it is no actor.</summary>
    [Obsolete("Use Get with an actor type name instead.")]
    public static bool TryGet(Type actorType, out ActorTypeInformation actorTypeInformation)
    {
        actorTypeInformation = IsActor(actorType) ? Get(actorType, null) : null;
        return actorTypeInformation is not null;
    }

    /// <summary>Looks at a class.</summary>
    [Obsolete("Use Get with an actor type name instead.")]
    public static ActorTypeInformation Get(Type actorType) => Get(actorType, null);

    /// <summary>Looks at a class that callers know by another name.</summary>
    public static ActorTypeInformation Get(Type actorType, string actorTypeName)
    {
        if (!IsActor(actorType))
        {
            throw new ArgumentException(
                $"The type '{actorType}' is not an Actor: it must derive from '{typeof(Actor)}' and have an interface derived from '{typeof(IActor)}'.",
                nameof(actorType));
        }

        return new ActorTypeInformation(
            actorType, actorTypeName ?? actorType.GetCustomAttribute<ActorAttribute>()?.TypeName ?? actorType.Name);
    }

    private static bool IsActor(Type type) =>
        type is not null && typeof(Actor).IsAssignableFrom(type) && typeof(IActor).IsAssignableFrom(type);
}
