using System.Globalization;
using Dapr.Actors.Runtime;
using OpenClaw.Testing;

namespace OpenClaw.Dapr.Tests.Actors;

/// <summary>A placement service, a PostgreSQL for state, and as many replicas as a test asks for.</summary>
public sealed class ActorCluster : IAsyncLifetime
{
    private readonly int _placementPort = FreePorts.Next();
    private readonly string _resources = Directory.CreateTempSubdirectory("openclaw-actors-").FullName;
    private PostgresServer? _postgres;
    private ChildProcess? _placement;

    public async ValueTask InitializeAsync()
    {
        _postgres = await PostgresServer.StartAsync(TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(_resources, "statestore.yaml"), $"""
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata:
              name: statestore
            spec:
              type: state.postgresql
              version: v2
              metadata:
                - name: connectionString
                  value: "host=127.0.0.1 port={_postgres.Port} user=app database=postgres sslmode=disable"
                - name: actorStateStore
                  value: "true"
            """);
        _placement = ChildProcess.Start(new ChildProgram("placement", "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "OpenClaw.Sidecar.dll"), "placement", "--port", _placementPort.ToString(CultureInfo.InvariantCulture)])
        {
            WorkingDirectory = AppContext.BaseDirectory,
        });
    }

    public Task<ActorReplica> StartReplicaAsync(string name, Ledger ledger, Action<ActorRuntimeOptions>? configure = null) =>
        ActorReplica.StartAsync(name, _resources, _placementPort, ledger, configure);

    /// <summary>A sidecar for an application of the test's own.</summary>
    public Task<SidecarBeside> StartSidecarAsync(string appId, int appPort) => SidecarBeside.StartAsync(appId, appPort, _resources, _placementPort);

    public async ValueTask DisposeAsync()
    {
        if (_placement is not null)
        {
            await _placement.KillAsync();
            _placement.Dispose();
        }

        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }

        Directory.Delete(_resources, recursive: true);
    }
}
