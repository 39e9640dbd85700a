using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using OpenClaw.Sidecar.Tests.Support;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Tests;

/// <summary>A sidecar process that dies with messages in hand.</summary>
public sealed class SidecarKillTests(Servers servers)
{
    private const int Events = 300;

    [Fact]
    public async Task SidecarKilledWithEventsInHand_EveryEventReachesTheAppThroughItsSuccessor()
    {
        var topic = "k-" + Guid.NewGuid().ToString("N")[..8];
        var component = Yaml.Component("pubsub", "pubsub.rabbitmq", "v1", "",
            ("connectionString", (await servers.RabbitMqAsync()).ConnectionString), ("deletedWhenUnused", "false"), ("deliveryMode", "2"),
            ("publisherConfirm", "true"), ("requeueInFailure", "true"), ("prefetchCount", "20"));
        var received = new ConcurrentDictionary<int, byte>();
        var dead = new TaskCompletionSource();
        await using var app = (await TestApp.StartAsync()).On("/in", async (_, call) =>
        {
            // Nothing is answered before the first sidecar is dead, so it certainly dies with its hands full.
            await dead.Task;
            using var json = JsonDocument.Parse(call.Body);
            received[json.RootElement.GetProperty("data").GetInt32()] = 0;
        });
        var folder = Directory.CreateTempSubdirectory("sidecar-tests-kill-");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "r.yaml"), Yaml.Join(component, Yaml.Subscription(topic, "/in")));
        using var first = Start(folder.FullName, app.Port);
        await using var publisher = await TestSidecar.StartAsync(component, "publisher");
        await Eventually.True(() => first.Output.Contains("Subscribed", StringComparison.Ordinal), TimeSpan.FromSeconds(20), "the first sidecar consumes", () => first.Output);
        await Parallel.ForEachAsync(Enumerable.Range(0, Events), TestContext.Current.CancellationToken, async (number, _) =>
            (await publisher.PostAsync($"/v1.0/publish/pubsub/{topic}", number.ToString(CultureInfo.InvariantCulture))).EnsureSuccessStatusCode());

        await app.WaitForAsync("/in", 20);
        first.Signal("KILL");
        await Eventually.True(() => first.HasExited, TimeSpan.FromSeconds(5), "the first sidecar is dead");
        dead.SetResult();
        using var second = Start(folder.FullName, app.Port);

        await Eventually.True(() => received.Count == Events, TimeSpan.FromSeconds(20), "every event arrives", () => $"{received.Count} of {Events}\n{second.Output}");
        Assert.True(app.Of("/in").Length > Events, "what the first sidecar had in hand was delivered again");
        second.Signal("TERM");
        await Eventually.True(() => second.HasExited, TimeSpan.FromSeconds(6), "a sidecar stops on TERM", () => second.Output);
        folder.Delete(recursive: true);
    }

    private static ChildProcess Start(string folder, int appPort) => ChildProcess.Start(new ChildProgram("sidecar", "dotnet",
    [
        Path.Combine(AppContext.BaseDirectory, "OpenClaw.Sidecar.dll"), "--app-id", "orders", "--app-port", $"{appPort}",
        "--dapr-http-port", $"{FreePorts.Next()}", "--dapr-internal-grpc-port", $"{FreePorts.Next()}", "--resources-path", folder,
    ]));
}
