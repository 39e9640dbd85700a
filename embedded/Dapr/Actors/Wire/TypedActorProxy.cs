using System.Reflection;
using Dapr.Actors.Client;

namespace Dapr.Actors.Wire;

/// <summary>Gives a proxy the shape of an actor's interface; calls go out as JSON.</summary>
internal class TypedActorProxy : DispatchProxy, IActorProxy
{
    private TypedActorCall? _call;

    public ActorId ActorId => _call!.ActorId;

    public string ActorType => _call!.ActorType;

    public static object Create(Type interfaceType, TypedActorCall call)
    {
        ArgumentNullException.ThrowIfNull(interfaceType);
        if (!interfaceType.IsInterface || !typeof(IActor).IsAssignableFrom(interfaceType))
        {
            throw new ArgumentException($"The type '{interfaceType}' is not an actor interface as it does not derive from '{typeof(IActor)}'.", nameof(interfaceType));
        }

        var proxy = DispatchProxy.Create(interfaceType, typeof(TypedActorProxy));
        ((TypedActorProxy)proxy)._call = call;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        ActorMethod.Of(targetMethod!).Call(_call!, args ?? []);
}
