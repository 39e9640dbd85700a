#nullable disable // as the original: callers may annotate or not
using System.Text.Json;
using Dapr.Actors.Wire;

namespace Dapr.Actors.Client;

/// <summary>Calls an actor's methods by name.</summary>
public class ActorProxy : IActorProxy
{
    private readonly ActorApi _api;
    private readonly JsonSerializerOptions _json;

    /// <summary>For proxies that bring their own way of calling.</summary>
    protected ActorProxy()
    {
    }

    internal ActorProxy(ActorApi api, ActorId actorId, string actorType, JsonSerializerOptions json)
    {
        _api = api;
        _json = json;
        ActorId = actorId;
        ActorType = actorType;
    }

    /// <summary>Makes the proxies of the static methods.</summary>
    public static IActorProxyFactory DefaultProxyFactory { get; } = new ActorProxyFactory();

    /// <inheritdoc/>
    public ActorId ActorId { get; }

    /// <inheritdoc/>
    public string ActorType { get; }

    /// <summary>A proxy that has the actor's interface.</summary>
    public static TActorInterface Create<TActorInterface>(ActorId actorId, string actorType, ActorProxyOptions options = null)
        where TActorInterface : IActor =>
        DefaultProxyFactory.CreateActorProxy<TActorInterface>(actorId, actorType, options);

    /// <summary>A proxy that has the actor's interface.</summary>
    public static object Create(ActorId actorId, Type actorInterfaceType, string actorType, ActorProxyOptions options = null) =>
        DefaultProxyFactory.CreateActorProxy(actorId, actorInterfaceType, actorType, options);

    /// <summary>A proxy whose methods are called by name.</summary>
    public static ActorProxy Create(ActorId actorId, string actorType, ActorProxyOptions options = null) =>
        DefaultProxyFactory.Create(actorId, actorType, options);

    /// <summary>Calls a method with an argument and a result.</summary>
    public async Task<TResponse> InvokeMethodAsync<TRequest, TResponse>(string method, TRequest data, CancellationToken cancellationToken = default) =>
        await ReadAsync<TResponse>(method, JsonSerializer.SerializeToUtf8Bytes(data, _json), cancellationToken);

    /// <summary>Calls a method with an argument.</summary>
    public async Task InvokeMethodAsync<TRequest>(string method, TRequest data, CancellationToken cancellationToken = default)
    {
        using var response = await _api.InvokeAsync(
            ActorType, ActorId.GetId(), method, JsonSerializer.SerializeToUtf8Bytes(data, _json), typed: false, cancellationToken);
    }

    /// <summary>Calls a method with a result.</summary>
    public async Task<TResponse> InvokeMethodAsync<TResponse>(string method, CancellationToken cancellationToken = default) =>
        await ReadAsync<TResponse>(method, null, cancellationToken);

    /// <summary>Calls a method.</summary>
    public async Task InvokeMethodAsync(string method, CancellationToken cancellationToken = default)
    {
        using var response = await _api.InvokeAsync(ActorType, ActorId.GetId(), method, null, typed: false, cancellationToken);
    }

    private async Task<TResponse> ReadAsync<TResponse>(string method, byte[] body, CancellationToken cancellationToken)
    {
        using var response = await _api.InvokeAsync(ActorType, ActorId.GetId(), method, body, typed: false, cancellationToken);
        var result = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return result.Length == 0 ? default : JsonSerializer.Deserialize<TResponse>(result, _json);
    }
}
