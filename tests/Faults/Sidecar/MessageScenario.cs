using System.Diagnostics;
using System.Globalization;
using OpenClaw.Testing;

namespace OpenClaw.Faults.Sidecar;

/// <summary>
/// Messages flow from one sidecar over a broker to the app behind another, while the subscriber's sidecar, the broker,
/// the app and the publisher's sidecar are killed in turn. Every acknowledged message must arrive.
/// </summary>
internal sealed class MessageScenario(string type, int messages)
{
    private const int Publishers = 16;
    private static readonly TimeSpan ArrivalLimit = TimeSpan.FromSeconds(90);

    public async Task<Outcome> RunAsync()
    {
        await using LocalServer broker = type == "pubsub.rabbitmq" ? await RabbitMqServer.StartAsync() : await RedisServer.StartDurableAsync();
        using var folder = new ResourceFolder();
        var component = Component(broker);
        var publishing = folder.Write("publisher", "component.yaml", component);
        var subscribing = folder.Write("subscriber", "component.yaml", component);
        folder.Write("subscriber", "subscription.yaml", ResourceFolder.Subscription);
        folder.Write("subscriber", "resiliency.yaml", ResourceFolder.Retries);
        await using var app = new AppProcess(folder.AppFile, "app");
        app.Start();
        await using var subscriber = new SidecarInstance("subscriber", subscribing, app.Port);
        await using var publisher = new SidecarInstance("publisher", publishing);
        await Task.WhenAll(subscriber.StartAsync(), publisher.StartAsync());

        var started = Stopwatch.GetTimestamp();
        var (acknowledged, refused, gaps) = (0, 0, new GapClock());
        var victims = new Victims(
        [
            ("subscriber's sidecar", () => RestartAsync(subscriber.KillAsync, subscriber.StartAsync)),
            ("broker", () => RestartAsync(broker.KillAsync, () => broker.RestartAsync())),
            ("app", () => RestartAsync(app.KillAsync, () =>
            {
                app.Start();
                return Task.CompletedTask;
            })),
            ("publisher's sidecar", () => RestartAsync(publisher.KillAsync, publisher.StartAsync)),
        ], messages);
        var killing = victims.RunAsync(() => Volatile.Read(ref acknowledged), CancellationToken.None);
        await Parallel.ForEachAsync(Enumerable.Range(0, messages), new ParallelOptions { MaxDegreeOfParallelism = Publishers }, async (number, token) =>
        {
            await victims.GateAsync(number, token);
            while (!await publisher.PostAsync("/v1.0/publish/pubsub/faults", number.ToString(CultureInfo.InvariantCulture)))
            {
                Interlocked.Increment(ref refused);
                await Task.Delay(TimeSpan.FromMilliseconds(50), token);
            }
            Interlocked.Increment(ref acknowledged);
            gaps.Success();
        });
        await killing;
        var arrived = await ArrivalsAsync(folder.AppFile, messages);
        var distinct = arrived.Distinct().Count();
        return new Outcome($"messages over {type}", victims.Killed, messages, acknowledged, refused, distinct, arrived.Count - distinct, messages - distinct,
            gaps.Longest, Stopwatch.GetElapsedTime(started));
    }

    private static async Task RestartAsync(Func<Task> kill, Func<Task> start)
    {
        await kill();
        await start();
    }

    private static async Task<IReadOnlyList<string>> ArrivalsAsync(string file, int messages)
    {
        List<string> arrived = [];
        try
        {
            await Eventually.True(() =>
            {
                arrived = [.. AppProcess.Read(file).Where(line => line.Kind == "m").Select(line => line.Text)];
                return arrived.Distinct().Count() == messages;
            }, ArrivalLimit, "every message arrives");
        }
        catch (TimeoutException)
        {
            // The table shows how many are lost.
        }
        return arrived;
    }

    private string Component(LocalServer broker) => broker is RabbitMqServer
        ? ResourceFolder.Component("pubsub", type, "v1", ("connectionString", broker.ConnectionString), ("deletedWhenUnused", "false"), ("deliveryMode", "2"),
            ("publisherConfirm", "true"), ("requeueInFailure", "true"), ("prefetchCount", "32"), ("reconnectWaitSeconds", "1"))
        : ResourceFolder.Component("pubsub", type, "v1", ("redisHost", broker.ConnectionString), ("processingTimeout", "3s"), ("redeliverInterval", "1s"));
}
