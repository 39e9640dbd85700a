using OpenClaw.Sidecar.Conformance.Support;

namespace OpenClaw.Sidecar.Conformance.State;

/// <summary>One sidecar with every state store: <c>memory</c>, <c>redis</c>, <c>postgres1</c> and <c>postgres2</c>.</summary>
public sealed class StateStores(Servers servers) : IAsyncDisposable
{
    public const string AppId = "shop";
    private SidecarProcess? _sidecar;
    private readonly SemaphoreSlim _gate = new(1, 1);

    public Servers Servers { get; } = servers;

    public async Task<SidecarProcess> SidecarAsync()
    {
        await _gate.WaitAsync();
        try
        {
            return _sidecar ??= await SidecarProcess.StartAsync(Yaml.Join(
                Yaml.Component("memory", "state.in-memory"),
                Yaml.Component("redis", "state.redis", ("redisHost", await Servers.RedisHostAsync())),
                Yaml.Component("postgres1", "state.postgresql", "v1", "",
                    ("connectionString", await Servers.PostgresConnectionAsync()), ("tableName", "conf_v1"), ("metadataTableName", "conf_v1_meta")),
                Yaml.Component("postgres2", "state.postgresql", "v2", "", ("connectionString", await Servers.PostgresConnectionAsync()), ("tablePrefix", "conf_"))), appId: AppId);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_sidecar is not null)
        {
            await _sidecar.DisposeAsync();
        }
        _gate.Dispose();
    }
}
