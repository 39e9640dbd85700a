using System.Net;
using System.Text;
using OpenClaw.Sidecar.Conformance.Support;

namespace OpenClaw.Sidecar.Conformance.Runtime;

/// <summary>What is wrong gets its documented answer, and the sidecar lives on.</summary>
public sealed class BadInputTests(BadInputTests.Fixture bad) : IClassFixture<BadInputTests.Fixture>
{
    [Theory]
    [InlineData("PATCH", "/v1.0/state/statestore")]
    [InlineData("DELETE", "/v1.0/publish/pubsub/topic")]
    [InlineData("GET", "/v1.0/shutdown")]
    [InlineData("POST", "/v1.0/metadata")]
    [InlineData("GET", "/v1.0-alpha1/lock/lock")]
    [InlineData("PUT", "/v1.0/healthz")]
    public async Task WrongVerb_IsNoSuchRoute(string verb, string path)
    {
        var answer = await bad.Sidecar.SendAsync(new HttpMethod(verb), path, verb == "GET" ? null : "{}");

        Assert.True(answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed, $"{(int)answer.StatusCode}");
        await LivesAsync();
    }

    [Theory]
    [InlineData("POST", "/v1.0/state/statestore", "{not json", 400)]
    [InlineData("POST", "/v1.0/state/statestore/transaction", "[1", 400)]
    [InlineData("POST", "/v1.0/bindings/none", "{", 400)]
    [InlineData("POST", "/v1.0/actors/t/1/state", "{", 400)]
    [InlineData("POST", "/v1.0/publish/bulk/pubsub/topic", "{}", 400)]
    [InlineData("POST", "/v1.0/jobs/j", "]", 400)]
    public async Task MalformedJson_Is400(string verb, string path, string body, int status)
    {
        var answer = await bad.Sidecar.SendAsync(new HttpMethod(verb), path, body);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.NotEmpty((await answer.JsonAsync()).GetProperty("errorCode").GetString()!);
        await LivesAsync();
    }

    [Theory]
    [InlineData("GET", "/v1.0/state/none/k", 400, "ERR_STATE_STORE_NOT_FOUND")]
    [InlineData("POST", "/v1.0/publish/none/topic", 404, "ERR_PUBSUB_NOT_FOUND")]
    [InlineData("POST", "/v1.0/bindings/none", 500, "ERR_INVOKE_OUTPUT_BINDING")]
    [InlineData("GET", "/v1.0/secrets/none/k", 500, "ERR_SECRET_STORES_NOT_CONFIGURED")]
    [InlineData("GET", "/v1.0/configuration/none?key=k", 500, "ERR_CONFIGURATION_STORE_NOT_CONFIGURED")]
    [InlineData("POST", "/v1.0-alpha1/lock/none", 500, "ERR_LOCK_STORE_NOT_CONFIGURED")]
    public async Task UnknownComponent_HasTheErrorOfItsBlock(string verb, string path, int status, string code)
    {
        var answer = await bad.Sidecar.SendAsync(new HttpMethod(verb), path, verb == "GET" ? null : """{"operation":"create","data":1}""");

        await answer.IsErrorAsync(status, code);
    }

    [Fact]
    public async Task NotHttpAtAll_CostsOnlyItsConnection()
    {
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync("127.0.0.1", bad.Sidecar.HttpPort);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes("PRI * HTTP/1.1 nonsense\r\n\r\n\0\0\0"));
        var buffer = new byte[4096];
        while (await socket.GetStream().ReadAsync(buffer) > 0)
        {
            // Whatever it answers before it closes.
        }

        await LivesAsync();
    }

    [Fact]
    public async Task AnnouncedLengthBeyondMemory_TakesNone()
    {
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync("127.0.0.1", bad.Sidecar.HttpPort);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes("POST /v1.0/state/statestore HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999999\r\n\r\n"));
        var buffer = new byte[4096];
        var read = await socket.GetStream().ReadAsync(buffer);

        Assert.Contains(" 400 ", Encoding.ASCII.GetString(buffer, 0, read), StringComparison.Ordinal);
        await LivesAsync();
    }

    private async Task LivesAsync() => await (await bad.Sidecar.GetAsync("/v1.0/healthz")).IsEmptyAsync();

    public sealed class Fixture : IAsyncLifetime
    {
        private ControlPlane _plane = null!;

        public SidecarProcess Sidecar { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            _plane = await ControlPlane.StartAsync();
            Sidecar = await SidecarProcess.StartAsync(new SidecarSettings
            {
                Flags = _plane.Flags,
                Resources = Yaml.Join(Yaml.Component("statestore", "state.in-memory", ("actorStateStore", "true")), Yaml.Component("pubsub", "pubsub.in-memory")),
            });
        }

        public async ValueTask DisposeAsync()
        {
            await Sidecar.DisposeAsync();
            await _plane.DisposeAsync();
        }
    }
}
