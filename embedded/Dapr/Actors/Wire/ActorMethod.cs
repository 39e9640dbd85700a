using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;

namespace Dapr.Actors.Wire;

/// <summary>A method of an actor interface, prepared for calling from either side.</summary>
internal sealed class ActorMethod
{
    private static readonly ConcurrentDictionary<MethodInfo, ActorMethod> Known = new();
    private readonly MethodInvoker _invoker;
    private readonly ParameterInfo[] _parameters;
    private readonly Func<TypedActorCall, ActorMethod, object?[], Task> _call;
    private readonly Func<Task, Task<object?>> _result;

    private ActorMethod(MethodInfo method)
    {
        Name = method.Name;
        _parameters = method.GetParameters();
        _invoker = MethodInvoker.Create(method);
        Parameters = [.. _parameters.Select((parameter, index) => (parameter, index)).Where(item => item.parameter.ParameterType != typeof(CancellationToken))];
        ResultType = ResultOf(method);
        (_call, _result) = ResultType is null ? ForNothing() : ForResult(ResultType);
    }

    public string Name { get; }

    /// <summary>What crosses the wire: everything but cancellation tokens, with its place among the arguments.</summary>
    public IReadOnlyList<(ParameterInfo Parameter, int Index)> Parameters { get; }

    /// <summary>Null when the method returns nothing.</summary>
    public Type? ResultType { get; }

    public static ActorMethod Of(MethodInfo method) => Known.GetOrAdd(method, static key => new ActorMethod(key));

    public static CancellationToken TokenIn(object?[] arguments) => arguments.OfType<CancellationToken>().FirstOrDefault();

    /// <summary>The call from a proxy.</summary>
    public Task Call(TypedActorCall call, object?[] arguments) => _call(call, this, arguments);

    /// <summary>The call on the actor itself.</summary>
    public Task<object?> InvokeAsync(object actor, object?[] arguments) =>
        _result((Task)_invoker.Invoke(actor, arguments.AsSpan())!);

    public object?[] ArgumentsFrom(JsonElement named, JsonSerializerOptions json, CancellationToken cancellationToken)
    {
        var arguments = Blank(cancellationToken);
        foreach (var (parameter, index) in Parameters)
        {
            arguments[index] = named.ValueKind == JsonValueKind.Object && named.TryGetProperty(parameter.Name!, out var value)
                ? value.Deserialize(parameter.ParameterType, json)
                : DefaultOf(parameter.ParameterType);
        }

        return arguments;
    }

    public object?[] SingleArgumentFrom(ReadOnlyMemory<byte> body, JsonSerializerOptions json, CancellationToken cancellationToken)
    {
        if (Parameters.Count > 1)
        {
            throw new InvalidOperationException($"Method {Name} has more than one parameter and cannot be invoked through http.");
        }

        var arguments = Blank(cancellationToken);
        foreach (var (parameter, index) in Parameters)
        {
            arguments[index] = body.IsEmpty
                ? DefaultOf(parameter.ParameterType)
                : JsonSerializer.Deserialize(body.Span, parameter.ParameterType, json);
        }

        return arguments;
    }

    private object?[] Blank(CancellationToken cancellationToken) =>
        [.. _parameters.Select(parameter => parameter.ParameterType == typeof(CancellationToken) ? (object?)cancellationToken : null)];

    private static object? DefaultOf(Type type) => type.IsValueType ? Activator.CreateInstance(type) : null;

    private static Type? ResultOf(MethodInfo method)
    {
        var type = method.ReturnType;
        if (type == typeof(Task))
        {
            return null;
        }

        return type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>) && !method.IsGenericMethod
            ? type.GetGenericArguments()[0]
            : throw new ArgumentException($"Method '{method.DeclaringType}.{method.Name}' must return Task or Task<T> and must not be generic.");
    }

    private static (Func<TypedActorCall, ActorMethod, object?[], Task>, Func<Task, Task<object?>>) ForNothing() => (
        static (call, self, arguments) => call.CallAsync(self, arguments),
        static async task =>
        {
            await task;
            return null;
        }
    );

    private static (Func<TypedActorCall, ActorMethod, object?[], Task>, Func<Task, Task<object?>>) ForResult(Type result) =>
        ((Func<TypedActorCall, ActorMethod, object?[], Task>, Func<Task, Task<object?>>))typeof(ActorMethod)
            .GetMethod(nameof(ForResultOf), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(result)
            .Invoke(null, null)!;

    private static (Func<TypedActorCall, ActorMethod, object?[], Task>, Func<Task, Task<object?>>) ForResultOf<T>() => (
        static (call, self, arguments) => call.CallAsync<T>(self, arguments),
        static async task => await (Task<T>)task);
}
