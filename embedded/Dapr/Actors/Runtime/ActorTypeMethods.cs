using System.Collections.Concurrent;
using System.Reflection;
using Dapr.Actors.Wire;

namespace Dapr.Actors.Runtime;

/// <summary>The methods of an actor type that calls and timers can name.</summary>
internal sealed class ActorTypeMethods
{
    private readonly Dictionary<string, ActorMethod> _methods = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, MethodInfo> _callbacks = new(StringComparer.Ordinal);
    private readonly ActorTypeInformation _type;

    public ActorTypeMethods(ActorTypeInformation type)
    {
        _type = type;
        foreach (var method in type.InterfaceTypes.SelectMany(face => face.GetMethods()).Distinct())
        {
            if (!_methods.TryAdd(method.Name, ActorMethod.Of(method)))
            {
                throw new InvalidOperationException(
                    $"Actor '{type.ActorTypeName}' has more than one method '{method.Name}'; actor interfaces cannot have overloads.");
            }
        }
    }

    public ActorMethod this[string name] => _methods.TryGetValue(name, out var method)
        ? method
        : throw new MissingMethodException($"Actor type {_type.ActorTypeName} doesn't have method {name}.");

    /// <summary>A timer's callback: no parameter, or the data.</summary>
    public async Task CallBackAsync(Actor actor, string name, byte[]? data)
    {
        var method = _callbacks.GetOrAdd(name, FindCallback);
        var result = method.Invoke(
            actor, BindingFlags.DoNotWrapExceptions, null, method.GetParameters().Length == 0 ? [] : [data], null);
        await (Task)result!;
    }

    private MethodInfo FindCallback(string name)
    {
        const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        for (var type = _type.ImplementationType; type is not null; type = type.BaseType)
        {
            var method = type.GetMethods(Any | BindingFlags.DeclaredOnly).FirstOrDefault(candidate =>
                candidate.Name == name
                && typeof(Task).IsAssignableFrom(candidate.ReturnType)
                && TakesDataAtMost(candidate));
            if (method is not null)
            {
                return method;
            }
        }

        throw new MissingMethodException(
            $"Actor type {_type.ActorTypeName} has no timer callback {name} that returns Task and takes nothing or a byte array.");
    }

    private static bool TakesDataAtMost(MethodInfo method) =>
        method.GetParameters() is [] || (method.GetParameters() is [var only] && only.ParameterType == typeof(byte[]));
}
