using OpenClaw.Sidecar.Conformance.Support;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Conformance.Actors;

/// <summary>One host of the types <c>plain</c>, <c>again</c> (re-entrant) and <c>brief</c> (idle after a second), and a sidecar without actors.</summary>
public sealed class ActorHostFixture : SkippableFixture
{
    private ControlPlane? _plane;
    private ActorApp? _app;
    private SidecarProcess? _host;
    private SidecarProcess? _other;

    public ActorApp App => Started(_app!);

    public SidecarProcess Host => Started(_host!);

    public SidecarProcess Other => Started(_other!);

    protected override async Task StartAsync()
    {
        _plane = await ControlPlane.StartAsync(scheduler: true);
        _app = await ActorApp.StartAsync("plain", """
            "entitiesConfig":[{"entities":["again"],"reentrancy":{"enabled":true,"maxStackDepth":3}},{"entities":["brief"],"actorIdleTimeout":"1s"}]
            """);
        var store = Yaml.Component("actors", "state.in-memory", ("actorStateStore", "true"));
        _host = await SidecarProcess.StartAsync(new SidecarSettings { App = App.App, Flags = _plane.Flags, Resources = store });
        _other = await SidecarProcess.StartAsync(new SidecarSettings { Flags = _plane.Flags, Resources = store });
        App.On("plain", "first", "hello");
        await Eventually.AsyncTrue(
            async token => (await Other.Http.PutAsync("/v1.0/actors/plain/first/method/hello", null, token)).IsSuccessStatusCode, TimeSpan.FromSeconds(30), "actors are hosted");
    }

    protected override IEnumerable<IAsyncDisposable?> Parts => [_other, _host, _app, _plane];
}
