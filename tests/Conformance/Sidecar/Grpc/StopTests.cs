using OpenClaw.Sidecar.Conformance.Support;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Conformance.Grpc;

/// <summary>What becomes of calls when the sidecar is told to stop.</summary>
public sealed class StopTests(Servers servers)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly string[] Words = ["drains", "shutting down", "shutdown"];

    [Fact]
    public async Task Stream_EndsWhenTheSidecarStops()
    {
        await using var sidecar = await SidecarProcess.StartAsync(Yaml.Component("configuration", "configuration.redis", ("redisHost", await servers.RedisHostAsync())));
        using var connection = new GrpcConnection(sidecar);
        using var stream = await connection.BeginAsync("SubscribeConfiguration", GrpcConnection.Frame(Message.Of(Message.Text(1, "configuration"), Message.Text(2, "stop"))), []);
        var rest = stream.Content.ReadAsByteArrayAsync();

        sidecar.Signal("TERM");

        Assert.NotEmpty(await rest.WaitAsync(Patience));
        Assert.Equal("14", Assert.Single(stream.TrailingHeaders.GetValues("grpc-status")));
        await Eventually.True(() => sidecar.HasExited, Patience, "the sidecar ends", () => sidecar.Output);
    }

    [Fact]
    public async Task CallInHand_IsFinishedFirst()
    {
        await using var app = await TestApp.StartAsync();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        app.On("/slow", (_, _) => release.Task);
        await using var sidecar = await SidecarProcess.StartAsync("", app, null, "--dapr-graceful-shutdown-seconds", "10");
        using var connection = new GrpcConnection(sidecar);
        var request = Message.Of(Message.Text(1, sidecar.AppId), Message.Bytes(3, Message.Text(1, "slow")));
        var answer = connection.CallAsync("InvokeService", request);
        await app.WaitForAsync("/slow");

        sidecar.Signal("TERM");
        // Ours says that it drains, the original that it shuts down.
        await Eventually.True(() => Words.Any(word => sidecar.Output.Contains(word, StringComparison.OrdinalIgnoreCase)), Patience, "the sidecar has the signal", () => sidecar.Output);
        release.SetResult();

        Assert.Equal(0, (await answer.WaitAsync(Patience)).Code);
        await Eventually.True(() => sidecar.HasExited, Patience, "the sidecar ends", () => sidecar.Output);
    }
}
