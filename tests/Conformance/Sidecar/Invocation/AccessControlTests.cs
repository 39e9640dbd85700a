using System.Net;
using OpenClaw.Sidecar.Conformance.Support;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Conformance.Invocation;

/// <summary>components.md 11: the called sidecar decides by caller, path and verb.</summary>
public sealed class AccessControlTests(AccessControlTests.Callee callee) : IClassFixture<AccessControlTests.Callee>
{
    [Theory]
    [InlineData("GET", "orders", 200)]
    [InlineData("GET", "orders/5/lines", 200)]
    [InlineData("GET", "ORDERS/5", 200)]
    [InlineData("POST", "orders", 403)]
    [InlineData("POST", "reports/monthly", 200)]
    [InlineData("POST", "reports", 200)]
    [InlineData("POST", "reports/monthly/pages", 403)]
    [InlineData("GET", "item-7", 200)]
    [InlineData("GET", "files/a/b/c", 200)]
    [InlineData("GET", "files/private", 200)]
    [InlineData("DELETE", "locked", 403)]
    [InlineData("GET", "unlisted", 403)]
    public async Task Invoke_ListedCaller_MayWhatItsOperationsSay(string verb, string path, int status)
    {
        var answer = await callee.Caller.SendAsync(new HttpMethod(verb), $"/v1.0/invoke/{callee.Sidecar.AppId}/method/{path}");

        if (status == 403)
        {
            await answer.IsErrorAsync(403, "ERR_DIRECT_INVOKE");
            return;
        }
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Invoke_UnlistedCaller_GetsTheGlobalDefault()
    {
        var answer = await callee.Stranger.GetAsync($"/v1.0/invoke/{callee.Sidecar.AppId}/method/orders");

        await answer.IsErrorAsync(403, "ERR_DIRECT_INVOKE");
    }

    [Fact]
    public async Task Start_PolicyWithoutNamespace_Fails()
    {
        var output = await SidecarProcess.StartFailsAsync(new SidecarSettings
        {
            Config = Yaml.Configuration("  accessControl:\n    defaultAction: deny\n    policies:\n      - appId: someone\n        trustDomain: public\n"),
            WaitFor = "",
        });

        Assert.Contains("access control", output, StringComparison.OrdinalIgnoreCase);
    }

    public sealed class Callee : SkippableFixture
    {
        private const string Rules = """
              accessControl:
                defaultAction: deny
                trustDomain: public
                policies:
                  - appId: listed-caller
                    trustDomain: public
                    namespace: default
                    defaultAction: deny
                    operations:
                      - {name: /orders, httpVerb: ["GET"], action: allow}
                      - {name: /reports/*, httpVerb: ["*"], action: allow}
                      - {name: /item*, httpVerb: ["GET"], action: allow}
                      - {name: /files/**, httpVerb: ["GET"], action: allow}
                      - {name: /files/private, httpVerb: ["GET"], action: deny}
                      - {name: /locked, httpVerb: ["*"], action: deny}
            """;
        private ControlPlane? _plane;
        private TestApp? _app;
        private SidecarProcess? _sidecar;
        private SidecarProcess? _caller;
        private SidecarProcess? _stranger;

        public SidecarProcess Sidecar => Started(_sidecar!);

        public SidecarProcess Caller => Started(_caller!);

        public SidecarProcess Stranger => Started(_stranger!);

        protected override async Task StartAsync()
        {
            Assert.SkipWhen(SidecarProgram.IsOriginal, "daprd learns who calls from mTLS, which needs its sentry service.");
            _plane = await ControlPlane.StartAsync();
            _app = await TestApp.StartAsync();
            foreach (var path in (string[])["/orders", "/orders/5/lines", "/ORDERS/5", "/reports", "/reports/monthly", "/item-7", "/files/a/b/c", "/files/private"])
            {
                _app.On(path, 200);
            }
            _sidecar = await SidecarProcess.StartAsync(new SidecarSettings { App = _app, Flags = _plane.Flags, Config = Yaml.Configuration(Rules + "\n") });
            _caller = await SidecarProcess.StartAsync(new SidecarSettings { AppId = "listed-caller", Flags = _plane.Flags });
            _stranger = await SidecarProcess.StartAsync(new SidecarSettings { Flags = _plane.Flags });
            foreach (var caller in (SidecarProcess[])[Caller, Stranger])
            {
                await Eventually.AsyncTrue(
                    async token => (await caller.Http.GetAsync($"/v1.0/invoke/{Sidecar.AppId}/method/unlisted", token)).StatusCode == HttpStatusCode.Forbidden,
                    TimeSpan.FromSeconds(20), "the caller finds the callee");
            }
        }

        protected override IEnumerable<IAsyncDisposable?> Parts => [_stranger, _caller, _sidecar, _app, _plane];
    }
}
