#nullable disable // as the original: callers may annotate or not
using System.Collections.Concurrent;
using Dapr.Actors.Wire;
using Dapr.Client;

namespace Dapr.Actors.Client;

/// <summary>Makes proxies that share their connections.</summary>
public class ActorProxyFactory : IActorProxyFactory
{
    private readonly ConcurrentDictionary<(string Endpoint, string Token, TimeSpan Timeout), ActorApi> _apis = new();
    private readonly HttpMessageHandler _handler;

    /// <summary>Creates a factory over a handler.</summary>
    [Obsolete("Use the constructor that accepts HttpMessageHandler.")]
    public ActorProxyFactory(ActorProxyOptions options, HttpClientHandler handler)
        : this(options, (HttpMessageHandler)handler)
    {
    }

    /// <summary>Creates a factory.</summary>
    public ActorProxyFactory(ActorProxyOptions options = null, HttpMessageHandler handler = null)
    {
        DefaultOptions = options ?? new ActorProxyOptions();
        _handler = handler ?? SidecarHttp.CreateHandler();
    }

    /// <summary>What proxies use that were not told otherwise.</summary>
    public ActorProxyOptions DefaultOptions { get; set; }

    /// <inheritdoc/>
    public ActorProxy Create(ActorId actorId, string actorType, ActorProxyOptions options = null)
    {
        options ??= DefaultOptions;
        Check(actorId, actorType);
        return new ActorProxy(ApiFor(options), actorId, actorType, options.JsonSerializerOptions);
    }

    /// <inheritdoc/>
    public TActorInterface CreateActorProxy<TActorInterface>(ActorId actorId, string actorType, ActorProxyOptions options = null)
        where TActorInterface : IActor =>
        (TActorInterface)CreateActorProxy(actorId, typeof(TActorInterface), actorType, options);

    /// <inheritdoc/>
    public object CreateActorProxy(ActorId actorId, Type actorInterfaceType, string actorType, ActorProxyOptions options = null)
    {
        options ??= DefaultOptions;
        Check(actorId, actorType);
        return TypedActorProxy.Create(actorInterfaceType, new TypedActorCall(ApiFor(options), actorId, actorType, options.JsonSerializerOptions));
    }

    private static void Check(ActorId actorId, string actorType)
    {
        ArgumentNullException.ThrowIfNull(actorId);
        ArgumentException.ThrowIfNullOrEmpty(actorType);
    }

    private ActorApi ApiFor(ActorProxyOptions options) => _apis.GetOrAdd(
        (options.HttpEndpoint, options.DaprApiToken ?? string.Empty, options.RequestTimeout ?? TimeSpan.Zero),
        static (key, handler) => new ActorApi(new SidecarHttp(new Uri(key.Endpoint), key.Token, key.Timeout, handler)),
        _handler);
}
