using OpenClaw.Sidecar.Configurations;
using OpenClaw.Sidecar.Hosting;
using OpenClaw.Sidecar.Locks;
using OpenClaw.Sidecar.Middleware;
using OpenClaw.Sidecar.PubSub;
using OpenClaw.Sidecar.PubSub.RabbitMq;
using OpenClaw.Sidecar.PubSub.Redis;
using OpenClaw.Sidecar.Resources;
using OpenClaw.Sidecar.Secrets;
using OpenClaw.Sidecar.Secrets.Kubernetes;
using OpenClaw.Sidecar.State;
using OpenClaw.Sidecar.State.Encryption;
using OpenClaw.Sidecar.State.Postgres;
using OpenClaw.Sidecar.State.Redis;

namespace OpenClaw.Sidecar.Components;

/// <summary>Knows the component types. A type that is not here stops the start by name.</summary>
internal sealed class ComponentFactory(SidecarOptions options, TimeProvider clock, ILoggerFactory loggers) : IAsyncDisposable
{
    private static readonly string[] StateCapabilities = ["ACTOR"];
    private readonly RedisConnections _redis = new();

    /// <summary>Creates, connects and registers the component; answers its capability words.</summary>
    public async Task<IReadOnlyList<string>> CreateAsync(
        ComponentResource component, ComponentMetadata metadata, ComponentRegistry registry, CancellationToken cancellationToken)
    {
        if (component is { Version: not "v1", Type: not ("state.postgresql" or "state.postgres") })
        {
            throw Unknown(component);
        }
        switch (component.Type.Split('.')[0])
        {
            case "secretstores":
                var secrets = Secrets(component, metadata);
                registry.SecretStores[component.Name] = secrets;
                return secrets.Capabilities;
            case "state":
                var keys = EncryptionKeys.From(component, metadata);
                var store = await StateAsync(component, metadata, cancellationToken);
                registry.States[component.Name] = new StateComponent(metadata, store, options.AppId, options.Namespace, keys);
                return store.Capabilities.Contains("TRANSACTIONAL") ? [.. store.Capabilities, .. StateCapabilities] : store.Capabilities;
            case "pubsub":
                var pubsub = await PubSubAsync(component, metadata, cancellationToken);
                var scoped = component.Values.Any(value => value.Value?.Contains("{namespace}", StringComparison.Ordinal) == true);
                registry.PubSubs[component.Name] = new PubSubComponent(component.Name, pubsub, new TopicScopes(metadata, options.AppId), scoped ? options.Namespace : "");
                return pubsub.Capabilities;
            case "bindings":
                return await BindingTypes.CreateAsync(component, metadata, registry, clock, loggers, cancellationToken) ?? throw Unknown(component);
            case "configuration":
                registry.Configurations[component.Name] = await ConfigurationAsync(component, metadata, cancellationToken);
                return [];
            case "lock":
                registry.Locks[component.Name] = component.Type == "lock.redis"
                    ? new LockComponent(metadata, new RedisLockStore(await _redis.ConnectAsync(metadata, cancellationToken)), options.AppId)
                    : throw Unknown(component);
                return [];
            case "middleware":
                registry.Middlewares[component.Name] = MiddlewareTypes.Create(component, metadata, clock) ?? throw Unknown(component);
                return [];
            default:
                throw Unknown(component);
        }
    }

    private ISecretStore Secrets(ComponentResource component, ComponentMetadata metadata) => component.Type switch
    {
        "secretstores.local.file" => new LocalFileSecretStore(metadata),
        "secretstores.local.env" => new LocalEnvSecretStore(metadata),
        "secretstores.kubernetes" => new KubernetesSecretStore(metadata, options.Namespace),
        _ => throw Unknown(component),
    };

    private async Task<IStateStore> StateAsync(ComponentResource component, ComponentMetadata metadata, CancellationToken cancellationToken) =>
        component switch
        {
            { Type: "state.in-memory" } => new InMemoryStateStore(clock),
            { Type: "state.redis" } => await RedisStateStore.StartAsync(await _redis.ConnectAsync(metadata, cancellationToken), metadata, cancellationToken),
            { Type: "state.postgresql" or "state.postgres", Version: "v2" } => await PostgresStateStore.StartAsync(
                metadata, PostgresLayoutV2.From(metadata), clock, loggers.CreateLogger<PostgresStateStore>(), cancellationToken),
            { Type: "state.postgresql" or "state.postgres", Version: "v1" } => await PostgresStateStore.StartAsync(
                metadata, PostgresLayoutV1.From(metadata), clock, loggers.CreateLogger<PostgresStateStore>(), cancellationToken),
            _ => throw Unknown(component),
        };

    private async Task<IPubSub> PubSubAsync(ComponentResource component, ComponentMetadata metadata, CancellationToken cancellationToken) =>
        component.Type switch
        {
            "pubsub.in-memory" => new InMemoryPubSub(loggers.CreateLogger<InMemoryPubSub>()),
            "pubsub.rabbitmq" => await RabbitMqPubSub.StartAsync(
                RabbitMqOptions.From(metadata, options.AppId), clock, loggers.CreateLogger<RabbitMqPubSub>(), cancellationToken),
            "pubsub.redis" => new RedisStreamPubSub(
                RedisStreamOptions.From(metadata, options.AppId), await _redis.ConnectAsync(metadata, cancellationToken),
                token => RedisConnections.OpenAsync(metadata, token), clock, loggers.CreateLogger<RedisStreamPubSub>()),
            _ => throw Unknown(component),
        };

    private async Task<IConfigurationStore> ConfigurationAsync(ComponentResource component, ComponentMetadata metadata, CancellationToken cancellationToken) =>
        component.Type switch
        {
            "configuration.redis" => new RedisConfigurationStore(
                await _redis.ConnectAsync(metadata, cancellationToken), loggers.CreateLogger<RedisConfigurationStore>()),
            "configuration.postgresql" or "configuration.postgres" => await PostgresConfigurationStore.StartAsync(
                metadata, clock, loggers.CreateLogger<PostgresConfigurationStore>(), cancellationToken),
            _ => throw Unknown(component),
        };

    private static ResourceException Unknown(ComponentResource component) =>
        new($"component {component.Name} ({component.Source}): type {component.Type}/{component.Version} is not supported by the embedded sidecar");

    public ValueTask DisposeAsync() => _redis.DisposeAsync();
}
