using OpenClaw.Sidecar.Conformance.Support;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Conformance.Actors;

/// <summary>One host of the types <c>plain</c>, <c>again</c> (re-entrant) and <c>brief</c> (idle after a second), and a sidecar without actors.</summary>
public sealed class ActorHostFixture : IAsyncLifetime
{
    private ControlPlane _plane = null!;

    public ActorApp App { get; private set; } = null!;

    public SidecarProcess Host { get; private set; } = null!;

    public SidecarProcess Other { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _plane = await ControlPlane.StartAsync(scheduler: true);
        App = await ActorApp.StartAsync("plain", """
            "entitiesConfig":[{"entities":["again"],"reentrancy":{"enabled":true,"maxStackDepth":3}},{"entities":["brief"],"actorIdleTimeout":"1s"}]
            """);
        var store = Yaml.Component("actors", "state.in-memory", ("actorStateStore", "true"));
        Host = await SidecarProcess.StartAsync(new SidecarSettings { App = App.App, Flags = _plane.Flags, Resources = store });
        Other = await SidecarProcess.StartAsync(new SidecarSettings { Flags = _plane.Flags, Resources = store });
        App.On("plain", "first", "hello");
        await Eventually.AsyncTrue(
            async token => (await Other.Http.PutAsync("/v1.0/actors/plain/first/method/hello", null, token)).IsSuccessStatusCode, TimeSpan.FromSeconds(30), "actors are hosted");
    }

    public async ValueTask DisposeAsync()
    {
        await Other.DisposeAsync();
        await Host.DisposeAsync();
        await App.DisposeAsync();
        await _plane.DisposeAsync();
    }
}
