using OpenClaw.Sidecar.Conformance.Support;

namespace OpenClaw.Sidecar.Conformance.State;

/// <summary>One sidecar with every state store; tests keep apart by their keys.</summary>
public sealed class StateStores(Servers servers) : SidecarFixture
{
    public const string AppId = "shop";

    public static TheoryData<string> All => ["memory", "redis", "postgres1", "postgres2"];

    public Servers Servers { get; } = servers;

    protected override async Task<SidecarSettings> SettingsAsync()
    {
        var postgres = await Servers.PostgresConnectionAsync();
        return new SidecarSettings
        {
            AppId = AppId,
            Resources = Yaml.Join(
                Yaml.Component("memory", "state.in-memory"),
                Yaml.Component("redis", "state.redis", ("redisHost", await Servers.RedisHostAsync())),
                Yaml.Component("postgres1", "state.postgresql", "v1", "", ("connectionString", postgres), ("tableName", "conf_v1"), ("metadataTableName", "conf_v1_meta")),
                Yaml.Component("postgres2", "state.postgresql", "v2", "", ("connectionString", postgres), ("tablePrefix", "conf_"))),
        };
    }
}
