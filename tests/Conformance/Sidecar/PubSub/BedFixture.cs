namespace OpenClaw.Sidecar.Conformance.PubSub;

/// <summary>The beds of one test class.</summary>
public sealed class BedFixture : IAsyncLifetime
{
    internal Beds Beds { get; } = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => Beds.DisposeAsync();
}
