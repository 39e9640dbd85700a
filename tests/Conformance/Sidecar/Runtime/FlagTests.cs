using System.Net;
using System.Net.Sockets;
using OpenClaw.Sidecar.Conformance.Support;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Conformance.Runtime;

/// <summary>HTTP reference 16: daprd's flags.</summary>
public sealed class FlagTests
{
    [Fact]
    public async Task Start_UnknownFlag_FailsAndNamesIt()
    {
        var output = await SidecarProcess.StartFailsAsync(new SidecarSettings { Flags = ["--no-such-flag", "1"], WaitFor = "" });

        Assert.Contains("no-such-flag", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--app-protocol", "tcp")]
    [InlineData("--max-body-size", "much")]
    [InlineData("--app-port", "none")]
    public async Task Start_ValueThatIsNone_Fails(string flag, string value) =>
        Assert.NotEmpty(await SidecarProcess.StartFailsAsync(new SidecarSettings { Flags = [flag, value], WaitFor = "" }));

    [Fact]
    public async Task Help_NamesTheFlagsOfLocalUsers()
    {
        var output = await SidecarProcess.StartFailsAsync(new SidecarSettings { Flags = ["--help"], WaitFor = "" });

        Assert.All(
            (string[])["app-id", "app-port", "dapr-http-port", "resources-path", "config", "log-level", "app-protocol", "enable-app-health-check", "metrics-port"],
            flag => Assert.Contains(flag, output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task PublicPort_ServesHealthAndMetadataWithoutToken()
    {
        var port = FreePorts.Next();
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarSettings
        {
            Flags = ["--dapr-public-port", $"{port}", "--dapr-public-listen-address", "127.0.0.1"],
            Environment = new Dictionary<string, string> { ["DAPR_API_TOKEN"] = "secret" },
        });
        using var stranger = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

        Assert.Equal(HttpStatusCode.NoContent, (await stranger.GetAsync("/v1.0/healthz")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync("/v1.0/metadata")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync("/v1.0/state/x/y")).StatusCode);
    }

    [Fact]
    public async Task UnixDomainSocket_ServesTheApi()
    {
        var folder = Directory.CreateTempSubdirectory("dapr-sock-");
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarSettings { AppId = "socket-app", Flags = ["--unix-domain-socket", folder.FullName], WaitFor = "" });
        using var http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, token) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(folder.FullName, "dapr-socket-app-http.socket")), token);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });

        await Eventually.AsyncTrue(
            async token => (await http.GetAsync(new Uri("http://sidecar/v1.0/healthz"), token)).StatusCode == HttpStatusCode.NoContent, TimeSpan.FromSeconds(20), "it answers", () => sidecar.Output);

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task AllowedOrigins_AnswerPreflightsOfThosePagesOnly()
    {
        await using var sidecar = await SidecarProcess.StartAsync("", null, null, "--allowed-origins", "https://console.example.com");
        Task<HttpResponseMessage> Ask(string origin) => sidecar.SendAsync(HttpMethod.Options, "/v1.0/metadata", headers: [("Origin", origin), ("Access-Control-Request-Method", "GET")]);

        Assert.Equal("https://console.example.com", (await Ask("https://console.example.com")).Header("Access-Control-Allow-Origin"));
        Assert.Null((await Ask("https://elsewhere.example.com")).Header("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task ApiLogging_WritesALinePerCall()
    {
        await using var sidecar = await SidecarProcess.StartAsync("", null, null, "--enable-api-logging");

        await sidecar.GetAsync("/v1.0/metadata");

        await Eventually.True(() => sidecar.Output.Contains("/v1.0/metadata", StringComparison.Ordinal) || sidecar.Output.Contains("GetMetadata", StringComparison.Ordinal),
            TimeSpan.FromSeconds(10), "the call is logged", () => sidecar.Output);
    }

    [Fact]
    public async Task ReadBuffer_HeadersThatDoNotFit_AreRefused()
    {
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarSettings());
        await using var roomy = await SidecarProcess.StartAsync("", null, null, "--read-buffer-size", "64Ki");
        (string, string) large = ("x-large", new string('x', 20_000));

        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, (await sidecar.SendAsync(HttpMethod.Get, "/v1.0/metadata", headers: large)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await roomy.SendAsync(HttpMethod.Get, "/v1.0/metadata", headers: large)).StatusCode);
    }

    [Fact]
    public async Task ColdStarts_FiveInARow_Succeed()
    {
        // The long form, twenty in a row with their times, is part of tests/Load/Sidecar.
        for (var start = 0; start < 5; start++)
        {
            await using var sidecar = await SidecarProcess.StartAsync(Yaml.Component("statestore", "state.in-memory"));
            await (await sidecar.PostAsync("/v1.0/state/statestore", "[]")).IsEmptyAsync();
        }
    }
}
