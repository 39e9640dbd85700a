using System.Globalization;
using System.Net;
using System.Text.Json;
using OpenClaw.Sidecar.Conformance.Support;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Conformance.PubSub;

/// <summary>Section 3.3 of the component page: streams, groups and redelivery as they lie in Redis.</summary>
public sealed class RedisStreamTests(Servers servers, BedFixture fixture) : IClassFixture<BedFixture>
{
    private Task<Bed> BedAsync() => fixture.Beds.GetAsync("one", async () =>
    {
        var app = (await TestApp.StartAsync()).On("/rs-wire", 200).On("/rs-fail", 500).On("/rs-meta", 200).On("/rs-foreign", 200);
        return await Bed.StartAsync(app, new SidecarSettings
        {
            AppId = "streams",
            App = app,
            Resources = Yaml.Join(
                await Brokers.ComponentAsync(servers, Brokers.Redis, ("processingTimeout", "700ms"), ("redeliverInterval", "300ms"), ("concurrency", "3")),
                await Brokers.NamedAsync(servers, Brokers.Redis, "grouped", ("consumerID", "crowd")),
                await Brokers.NamedAsync(servers, Brokers.Redis, "short", ("maxLenApprox", "100")),
                await Brokers.NamedAsync(servers, Brokers.Redis, "brief", ("streamTTL", "1ms")),
                Yaml.Subscription("rs-wire", "/rs-wire"), Yaml.Subscription("rs-fail", "/rs-fail"), Yaml.Subscription("rs-meta", "/rs-meta"), Yaml.Subscription("rs-slow", "/rs-slow"),
                Yaml.Subscription("rs-many", "/rs-many"), Yaml.Subscription("rs-foreign", "/rs-foreign"), Yaml.Subscription("rs-lost", "/rs-lost"),
                Yaml.Subscription("rs-group", "/rs-wire", "grouped")),
        });
    });

    [Fact]
    public async Task Topic_IsAStream_WhoseEntriesHoldTheEnvelope()
    {
        var bed = await BedAsync();
        using var redis = await servers.RawRedisAsync();

        await bed.PublishAsync("rs-wire", "1", query: "?metadata.cloudevent.id=wired");
        await bed.App.WaitForAsync("/rs-wire");
        var entry = Assert.Single(await EntriesAsync(redis, "rs-wire"));

        Assert.Equal("wired", JsonDocument.Parse(entry["data"]).RootElement.GetProperty("id").GetString());
        Assert.Equal("stream", await redis.TextAsync("TYPE", "rs-wire"));
    }

    [Fact]
    public async Task Metadata_GoIntoTheEntry_AndBecomeHeaders()
    {
        var bed = await BedAsync();
        using var redis = await servers.RawRedisAsync();

        await bed.PublishAsync("rs-meta", "1", query: "?metadata.own=value");
        var call = (await bed.App.WaitForAsync("/rs-meta")).Single();
        var entry = Assert.Single(await EntriesAsync(redis, "rs-meta"));

        Assert.Equal("value", JsonDocument.Parse(entry["metadata"]).RootElement.GetProperty("own").GetString());
        Assert.Equal("value", call.Headers["own"]);
    }

    [Fact]
    public async Task ConsumerId_IsGroupAndConsumer_AndTheAppsIdByDefault()
    {
        var bed = await BedAsync();
        using var redis = await servers.RawRedisAsync();

        await (await bed.Sidecar.PostAsync("/v1.0/publish/grouped/rs-group", "1")).IsEmptyAsync();

        Assert.Equal("streams", await GroupAsync(redis, "rs-wire"));
        Assert.Equal("crowd", await GroupAsync(redis, "rs-group"));
        await Eventually.AsyncTrue(async _ => Flat((await redis.CommandAsync("XINFO", "CONSUMERS", "rs-group", "crowd"))!).Contains("crowd"), TimeSpan.FromSeconds(5), "the consumer has the same name");
    }

    [Fact]
    public async Task EntriesBeforeTheFirstSubscriber_AreDelivered()
    {
        var topic = Brokers.NewTopic();
        await using var publisher = await SidecarProcess.StartAsync(await Brokers.ComponentAsync(servers, Brokers.Redis));
        await (await publisher.PostAsync($"/v1.0/publish/pubsub/{topic}", "1")).IsEmptyAsync();

        await using var app = (await TestApp.StartAsync()).On("/in", 200);
        await using var sidecar = await SidecarProcess.StartAsync(Yaml.Join(await Brokers.ComponentAsync(servers, Brokers.Redis), Yaml.Subscription(topic, "/in")), app);

        await app.WaitForAsync("/in");
    }

    [Fact]
    public async Task EntryFromElsewhere_IsDelivered_EvenWithBrokenMetadata()
    {
        var bed = await BedAsync();
        using var redis = await servers.RawRedisAsync();

        await redis.CommandAsync("XADD", "rs-foreign", "*", "data", """{"id":"foreign","data":1}""", "metadata", "{broken");

        Assert.Equal("foreign", (await bed.EventAsync("/rs-foreign")).GetProperty("id").GetString());
    }

    [Fact]
    public async Task FailedEntry_IsAcknowledgedNevertheless()
    {
        var bed = await BedAsync();
        using var redis = await servers.RawRedisAsync();

        await bed.PublishAsync("rs-fail", "1");
        await bed.App.WaitForAsync("/rs-fail");

        await Eventually.AsyncTrue(async _ => await PendingAsync(redis, "rs-fail") == 0 && await EntriesReadAsync(redis, "rs-fail") == 1, TimeSpan.FromSeconds(5), "nothing is pending");
        Assert.Single(bed.App.Of("/rs-fail"));
    }

    [Fact]
    public async Task EntryWhoseTimeIsOver_StaysPending_AndComesAgain()
    {
        var bed = await BedAsync();
        using var redis = await servers.RawRedisAsync();
        bed.App.On("/rs-slow", async (context, _) =>
        {
            if (bed.App.Of("/rs-slow").Length == 1)
            {
                // Longer than the processing timeout: the sidecar gives the call up.
                await Task.Delay(TimeSpan.FromSeconds(20), context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        });

        await bed.PublishAsync("rs-slow", "1");
        var calls = await bed.App.WaitForAsync("/rs-slow", 2);

        Assert.Equal(calls[0].Body, calls[1].Body);
        await Eventually.AsyncTrue(async _ => await PendingAsync(redis, "rs-slow") == 0, TimeSpan.FromSeconds(5), "the second delivery is acknowledged");
    }

    [Fact]
    public async Task EntriesOfADeadSidecar_AreClaimedByItsSuccessor()
    {
        var topic = Brokers.NewTopic();
        var (held, free) = (true, new TaskCompletionSource());
        await using var app = (await TestApp.StartAsync()).On("/in", async (context, _) =>
        {
            if (Volatile.Read(ref held))
            {
                await Task.WhenAny(free.Task, Task.Delay(Timeout.Infinite, context.RequestAborted));
            }
        });
        await using var sidecar = await SidecarProcess.StartAsync(
            Yaml.Join(await Brokers.ComponentAsync(servers, Brokers.Redis, ("processingTimeout", "1s"), ("redeliverInterval", "500ms")), Yaml.Subscription(topic, "/in")), app);
        await sidecar.PostAsync($"/v1.0/publish/pubsub/{topic}", "1");
        await app.WaitForAsync("/in");

        await sidecar.KillAsync();
        Volatile.Write(ref held, false);
        free.SetResult();
        await sidecar.RestartAsync();

        var calls = await app.WaitForAsync("/in", 2);
        Assert.Equal(calls[0].Body, calls[^1].Body);
    }

    [Fact]
    public async Task Concurrency_LimitsTheWorkers_OfTheWholeComponent()
    {
        var bed = await BedAsync();
        var (now, most) = (0, 0);
        bed.App.On("/rs-many", async (_, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            await Task.Delay(40);
            Interlocked.Decrement(ref now);
        });

        await bed.Sidecar.PostAsync("/v1.0/publish/bulk/pubsub/rs-many",
            $"[{string.Join(',', Enumerable.Range(1, 12).Select(number => $$"""{"entryId":"{{number}}","event":{{number}},"contentType":"application/json"}"""))}]");
        await bed.App.WaitForAsync("/rs-many", 12);

        Assert.InRange(most, 2, 3);
    }

    [Fact]
    public async Task MaxLenApprox_TrimsTheStream()
    {
        var bed = await BedAsync();
        using var redis = await servers.RawRedisAsync();
        var body = $"[{string.Join(',', Enumerable.Range(1, 600).Select(number => $$"""{"entryId":"{{number}}","event":{{number}},"contentType":"application/json"}"""))}]";

        await (await bed.Sidecar.PostAsync("/v1.0/publish/bulk/short/rs-short", body)).IsEmptyAsync();

        Assert.InRange(int.Parse((await redis.TextAsync("XLEN", "rs-short"))!, CultureInfo.InvariantCulture), 100, 300);
    }

    [Fact]
    public async Task StreamTtl_TrimsByAge()
    {
        var bed = await BedAsync();
        using var redis = await servers.RawRedisAsync();
        var body = $"[{string.Join(',', Enumerable.Range(1, 300).Select(number => $$"""{"entryId":"{{number}}","event":{{number}},"contentType":"application/json"}"""))}]";

        await (await bed.Sidecar.PostAsync("/v1.0/publish/bulk/brief/rs-brief", body)).IsEmptyAsync();
        await (await bed.Sidecar.PostAsync("/v1.0/publish/bulk/brief/rs-brief", body)).IsEmptyAsync();

        Assert.InRange(int.Parse((await redis.TextAsync("XLEN", "rs-brief"))!, CultureInfo.InvariantCulture), 1, 450);
    }

    [Fact]
    public async Task GroupThatIsGone_IsMadeAgain()
    {
        var bed = await BedAsync();
        using var redis = await servers.RawRedisAsync();
        bed.App.On("/rs-lost", 200);

        await redis.CommandAsync("DEL", "rs-lost");
        await bed.PublishAsync("rs-lost", "1");

        await bed.App.WaitForAsync("/rs-lost");
    }

    /// <summary>Longer than every timeout of the component: reads, claims and acknowledgements all fail at once.</summary>
    [Fact]
    public async Task ServerThatStalls_IsReadOnAfterwards()
    {
        Assert.SkipWhen(ServerPrograms.RedisMissingReason is not null, ServerPrograms.RedisMissingReason ?? "");
        await using var server = await RedisServer.StartAsync(TestContext.Current.CancellationToken);
        var topic = Brokers.NewTopic();
        await using var app = (await TestApp.StartAsync()).On("/in", async (_, _) => await Task.Delay(200));
        await using var sidecar = await SidecarProcess.StartAsync(
            Yaml.Join(
                Yaml.Component("pubsub", Brokers.Redis, ("redisHost", $"127.0.0.1:{server.Port}"), ("readTimeout", "1500ms"), ("concurrency", "1"), ("processingTimeout", "1s"), ("redeliverInterval", "300ms")),
                Yaml.Subscription(topic, "/in")),
            app);
        await ArrivesAsync("1");

        using (var redis = await RawRedis.ConnectAsync(server.Port))
        {
            await redis.CommandAsync("CLIENT", "PAUSE", "4000", "ALL");
        }

        await Task.Delay(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken);
        await ArrivesAsync("2");

        async Task ArrivesAsync(string data)
        {
            await Eventually.AsyncTrue(
                async _ => (await sidecar.PostAsync($"/v1.0/publish/pubsub/{topic}", data)).StatusCode == HttpStatusCode.NoContent, TimeSpan.FromSeconds(20), $"{data} is published");
            await Eventually.True(
                () => app.Of("/in").Any(call => JsonDocument.Parse(call.Body).RootElement.GetProperty("data").ToString() == data), TimeSpan.FromSeconds(20), $"{data} arrives");
        }
    }

    private static async Task<Dictionary<string, string>[]> EntriesAsync(RawRedis redis, string stream) =>
        [.. ((object?[])(await redis.CommandAsync("XRANGE", stream, "-", "+"))!).Select(entry =>
            ((object?[])((object?[])entry!)[1]!).Cast<string>().Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]))];

    private static async Task<string?> GroupAsync(RawRedis redis, string stream) => Flat((await redis.CommandAsync("XINFO", "GROUPS", stream))!)[1];

    private static async Task<int> PendingAsync(RawRedis redis, string stream) =>
        int.Parse((string)((object?[])(await redis.CommandAsync("XPENDING", stream, "streams"))!)[0]!, CultureInfo.InvariantCulture);

    private static async Task<int> EntriesReadAsync(RawRedis redis, string stream)
    {
        var group = Flat((await redis.CommandAsync("XINFO", "GROUPS", stream))!);
        return int.Parse(group[Array.IndexOf(group, "entries-read") + 1]!, CultureInfo.InvariantCulture);
    }

    /// <summary>Names and values of all rows in one list.</summary>
    private static string?[] Flat(object list) => [.. ((object?[])list).SelectMany(row => ((object?[])row!).Cast<string?>())];
}
