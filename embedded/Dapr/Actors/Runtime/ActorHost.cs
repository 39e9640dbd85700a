#nullable disable // as the original: callers may annotate or not
using System.Text.Json;
using Dapr.Actors.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dapr.Actors.Runtime;

/// <summary>What an actor gets from the runtime.</summary>
public sealed class ActorHost
{
    /// <summary>Creates a host without state.</summary>
    [Obsolete("Application code should not call this constructor. Use CreateForTest for unit testing.")]
    public ActorHost(ActorTypeInformation actorTypeInfo, ActorId id, JsonSerializerOptions jsonSerializerOptions, ILoggerFactory loggerFactory, IActorProxyFactory proxyFactory)
        : this(actorTypeInfo, id, jsonSerializerOptions, loggerFactory, proxyFactory, null, null)
    {
    }

    internal ActorHost(
        ActorTypeInformation actorTypeInfo,
        ActorId id,
        JsonSerializerOptions jsonSerializerOptions,
        ILoggerFactory loggerFactory,
        IActorProxyFactory proxyFactory,
        ActorTimerManager timerManager,
        ActorStateApi state)
    {
        ActorTypeInfo = actorTypeInfo;
        Id = id;
        JsonSerializerOptions = jsonSerializerOptions;
        LoggerFactory = loggerFactory;
        ProxyFactory = proxyFactory;
        TimerManager = timerManager;
        State = state;
    }

    /// <summary>The actor's class.</summary>
    public ActorTypeInformation ActorTypeInfo { get; }

    /// <summary>The actor's id.</summary>
    public ActorId Id { get; }

    /// <summary>Makes loggers.</summary>
    public ILoggerFactory LoggerFactory { get; }

    /// <summary>How state is written.</summary>
    public JsonSerializerOptions JsonSerializerOptions { get; }

    /// <summary>Makes proxies for other actors.</summary>
    public IActorProxyFactory ProxyFactory { get; }

    /// <summary>Keeps timers and reminders.</summary>
    public ActorTimerManager TimerManager { get; }

    internal ActorStateApi State { get; }

    /// <summary>A host for a test of an actor.</summary>
    public static ActorHost CreateForTest<TActor>(ActorTestOptions options = null)
        where TActor : Actor => CreateForTest(typeof(TActor), null, options);

    /// <summary>A host for a test of an actor.</summary>
    public static ActorHost CreateForTest<TActor>(string actorTypeName, ActorTestOptions options = null)
        where TActor : Actor => CreateForTest(typeof(TActor), actorTypeName, options);

    /// <summary>A host for a test of an actor.</summary>
    public static ActorHost CreateForTest(Type actorType, ActorTestOptions options = null) => CreateForTest(actorType, null, options);

    /// <summary>A host for a test of an actor.</summary>
    public static ActorHost CreateForTest(Type actorType, string actorTypeName, ActorTestOptions options = null)
    {
        options ??= new ActorTestOptions();
        return new ActorHost(
            ActorTypeInformation.Get(actorType, actorTypeName),
            options.ActorId,
            options.JsonSerializerOptions,
            options.LoggerFactory,
            options.ProxyFactory,
            options.TimerManager,
            null);
    }
}

/// <summary>What a test of an actor may choose.</summary>
public sealed class ActorTestOptions
{
    /// <summary>The actor's id.</summary>
    public ActorId ActorId { get; set; } = ActorId.CreateRandom();

    /// <summary>Makes loggers.</summary>
    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;

    /// <summary>How state is written.</summary>
    public JsonSerializerOptions JsonSerializerOptions { get; set; } = new(JsonSerializerDefaults.Web);

    /// <summary>Makes proxies for other actors.</summary>
    public IActorProxyFactory ProxyFactory { get; set; } = ActorProxy.DefaultProxyFactory;

    /// <summary>Keeps timers and reminders; a test that needs it brings its own.</summary>
    public ActorTimerManager TimerManager { get; set; }
}
