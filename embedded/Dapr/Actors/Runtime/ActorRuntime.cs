using System.Text.Json;
using Dapr.Actors.Client;
using Dapr.Actors.Wire;
using Dapr.Client;
using Microsoft.Extensions.Logging;

namespace Dapr.Actors.Runtime;

/// <summary>Hosts the registered actor types.</summary>
public sealed class ActorRuntime
{
    private readonly Dictionary<string, ActorManager> _managers = new(StringComparer.Ordinal);

    internal ActorRuntime(
        ActorRuntimeOptions options,
        ILoggerFactory loggerFactory,
        ActorActivatorFactory activatorFactory,
        IActorProxyFactory proxyFactory,
        ActorApi api)
    {
        Options = options;
        var timers = new SidecarTimerManager(api);
        var state = new ActorStateApi(api, TimeProvider.System);
        foreach (var registration in options.Actors)
        {
            var json = registration.TypeOptions?.JsonSerializerOptions ?? options.JsonSerializerOptions;
            var activator = registration.Activator ?? activatorFactory.CreateActivator(registration.Type);
            _managers[registration.Type.ActorTypeName] = new ActorManager(
                registration.Type,
                activator,
                (type, id) => new ActorHost(type, id, json, loggerFactory, proxyFactory, timers, state));
        }
    }

    /// <summary>The registered actor types.</summary>
    public IReadOnlyList<ActorRegistration> RegisteredActors => Options.Actors;

    internal ActorRuntimeOptions Options { get; }

    internal byte[] Settings() => ActorSettings.Write(Options);

    internal Task DeactivateAsync(string type, string id) => ManagerOf(type).DeactivateAsync(id);

    internal Task RemindAsync(string type, string id, string name, DueCallback due)
    {
        var manager = ManagerOf(type);
        return !manager.Type.IsRemindable
            ? Task.CompletedTask
            : manager.TurnAsync(id, new ActorMethodContext(name, ActorCallType.ReminderMethod), async actor =>
            {
                await ((IRemindable)actor).ReceiveReminderAsync(name, due.Data!, due.DueTime, due.Period);
                return true;
            });
    }

    internal Task TimerAsync(string type, string id, DueCallback due)
    {
        var manager = ManagerOf(type);
        return manager.TurnAsync(id, new ActorMethodContext(due.Callback!, ActorCallType.TimerMethod), async actor =>
        {
            await manager.Methods.CallBackAsync(actor, due.Callback!, due.Data);
            return true;
        });
    }

    /// <summary>A call with at most one argument; the result is JSON, empty for none.</summary>
    internal async Task<byte[]> InvokeAsync(string type, string id, string name, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var manager = ManagerOf(type);
        var method = manager.Methods[name];
        var arguments = method.SingleArgumentFrom(body, Options.JsonSerializerOptions, cancellationToken);
        var result = await manager.TurnAsync(
            id, new ActorMethodContext(name, ActorCallType.ActorInterfaceMethod), actor => method.InvokeAsync(actor, arguments));
        return method.ResultType is { } resultType
            ? JsonSerializer.SerializeToUtf8Bytes(result, resultType, Options.JsonSerializerOptions)
            : [];
    }

    /// <summary>A call from a typed proxy: named arguments in, wrapped result out.</summary>
    internal async Task<byte[]> InvokeTypedAsync(string type, string id, string name, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var manager = ManagerOf(type);
        var method = manager.Methods[name];
        using var document = JsonDocument.Parse(body);
        var named = document.RootElement.TryGetProperty("value", out var value) ? value : default;
        var arguments = method.ArgumentsFrom(named, Options.JsonSerializerOptions, cancellationToken);
        var result = await manager.TurnAsync(
            id, new ActorMethodContext(name, ActorCallType.ActorInterfaceMethod), actor => method.InvokeAsync(actor, arguments));
        return WireJson.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WritePropertyName("value");
            JsonSerializer.Serialize(writer, result, method.ResultType ?? typeof(object), Options.JsonSerializerOptions);
            writer.WriteEndObject();
        });
    }

    private ActorManager ManagerOf(string type) => _managers.TryGetValue(type, out var manager)
        ? manager
        : throw new InvalidOperationException($"Actor type {type} is not registered with Actor runtime.");
}
