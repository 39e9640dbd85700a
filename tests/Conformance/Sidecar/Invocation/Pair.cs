using OpenClaw.Sidecar.Conformance.Support;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Conformance.Invocation;

/// <summary>A caller without an app and a callee with one, each with its sidecar.</summary>
public sealed class Pair : IAsyncLifetime
{
    private ControlPlane _plane = null!;

    public TestApp App { get; private set; } = null!;

    public TestApp CallerApp { get; private set; } = null!;

    /// <summary>An address outside, behind HTTPEndpoint <c>outside</c>.</summary>
    public TestApp Outside { get; private set; } = null!;

    public SidecarProcess Callee { get; private set; } = null!;

    public SidecarProcess Caller { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _plane = await ControlPlane.ForNamesAsync();
        App = await TestApp.StartAsync();
        CallerApp = await TestApp.StartAsync();
        Outside = await TestApp.StartAsync();
        Callee = await SidecarProcess.StartAsync(new SidecarSettings
        {
            App = App,
            Flags = _plane.Flags,
            Environment = new Dictionary<string, string> { ["APP_API_TOKEN"] = "of-the-app" },
        });
        Caller = await SidecarProcess.StartAsync(new SidecarSettings
        {
            App = CallerApp,
            Flags = [.. _plane.Flags, "--max-body-size", "1Mi"],
            Environment = new Dictionary<string, string> { ["OUTSIDE_KEY"] = "from the environment" },
            Resources = $"""
                apiVersion: dapr.io/v1alpha1
                kind: HTTPEndpoint
                metadata:
                  name: outside
                spec:
                  baseUrl: http://127.0.0.1:{Outside.Port}
                  headers:
                    - name: x-plain
                      value: written
                    - name: x-env
                      envRef: OUTSIDE_KEY
                """,
        });
        await Eventually.AsyncTrue(
            async token => (await Caller.Http.GetAsync($"/v1.0/invoke/{Callee.AppId}/method/", token)).StatusCode == System.Net.HttpStatusCode.NotFound,
            TimeSpan.FromSeconds(20), "the caller finds the callee");
    }

    public async ValueTask DisposeAsync()
    {
        await Caller.DisposeAsync();
        await Callee.DisposeAsync();
        await App.DisposeAsync();
        await CallerApp.DisposeAsync();
        await Outside.DisposeAsync();
        await _plane.DisposeAsync();
    }

    /// <summary>Sends a path exactly as written, dot segments and all.</summary>
    public Task<HttpResponseMessage> RawAsync(string path, HttpMethod? method = null) => Caller.Http.SendAsync(new HttpRequestMessage(
        method ?? HttpMethod.Get,
        new Uri($"http://127.0.0.1:{Caller.HttpPort}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true })));
}
