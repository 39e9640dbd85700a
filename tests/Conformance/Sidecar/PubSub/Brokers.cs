using OpenClaw.Sidecar.Conformance.Support;

namespace OpenClaw.Sidecar.Conformance.PubSub;

/// <summary>The brokers that rows are tried on, and their components.</summary>
internal static class Brokers
{
    public const string RabbitMq = "pubsub.rabbitmq";
    public const string Redis = "pubsub.redis";
    public const string InMemory = "pubsub.in-memory";

    /// <summary>All three.</summary>
    public static TheoryData<string> All { get; } = [RabbitMq, Redis, InMemory];

    /// <summary>Those outside the sidecar.</summary>
    public static TheoryData<string> Real { get; } = [RabbitMq, Redis];

    public static Task<string> ComponentAsync(Servers servers, string type, params (string Name, string Value)[] more) => NamedAsync(servers, type, "pubsub", more);

    public static async Task<string> NamedAsync(Servers servers, string type, string name, params (string Name, string Value)[] more) => type switch
    {
        RabbitMq => Yaml.Component(name, type, [("connectionString", (await servers.RabbitMqAsync()).ConnectionString), ("reconnectWaitSeconds", "1"), .. more]),
        Redis => Yaml.Component(name, type, [("redisHost", await servers.RedisHostAsync()), .. more]),
        _ => Yaml.Component(name, type, more),
    };

    public static string NewTopic() => "t" + Guid.NewGuid().ToString("N")[..10];
}
