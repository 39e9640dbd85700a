using OpenClaw.Sidecar.Conformance.Support;

namespace OpenClaw.Sidecar.Conformance.PubSub;

/// <summary>A sidecar whose components limit the topics of the app <c>shop</c>.</summary>
public sealed class ScopedSidecar : IAsyncLifetime
{
    public SidecarProcess Sidecar { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Sidecar = await SidecarProcess.StartAsync(new SidecarSettings
    {
        AppId = "shop",
        Resources = Yaml.Join(
            Yaml.Component("pubsub", Brokers.InMemory),
            Yaml.Component("allowed", Brokers.InMemory, ("allowedTopics", "a, b")),
            Yaml.Component("protected", Brokers.InMemory, ("protectedTopics", "p,g"), ("publishingScopes", "other=p")),
            Yaml.Component("granted", Brokers.InMemory, ("protectedTopics", "p,g"), ("publishingScopes", "shop=g, x;other=p")),
            Yaml.Component("nothing", Brokers.InMemory, ("publishingScopes", "shop=;other=x")),
            Yaml.Component("both", Brokers.InMemory, ("allowedTopics", "a"), ("publishingScopes", "shop=a,b"))),
    });

    public ValueTask DisposeAsync() => Sidecar.DisposeAsync();
}
