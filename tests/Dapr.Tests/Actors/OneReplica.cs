using Dapr.Actors;

namespace OpenClaw.Dapr.Tests.Actors;

/// <summary>One replica for tests that disturb nobody: every test uses actors of its own.</summary>
public sealed class OneReplica : IAsyncLifetime
{
    private readonly ActorCluster _cluster = new();

    public Ledger Ledger { get; } = new();

    public ActorReplica Replica { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await _cluster.InitializeAsync();
        Replica = await _cluster.StartReplicaAsync("a", Ledger, options =>
        {
            options.ActorIdleTimeout = TimeSpan.FromSeconds(2);
            options.ReentrancyConfig = new ActorReentrancyConfig { Enabled = true, MaxStackDepth = 3 };
        });
    }

    public async ValueTask DisposeAsync()
    {
        await Replica.DisposeAsync();
        await _cluster.DisposeAsync();
    }
}
