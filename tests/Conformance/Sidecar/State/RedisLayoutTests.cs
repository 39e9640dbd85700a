using System.Diagnostics;
using OpenClaw.Sidecar.Conformance.Support;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Conformance.State;

/// <summary>Components 2.1: how data lies in Redis, written by the sidecar and read from it.</summary>
public sealed class RedisLayoutTests(StateStores stores) : IClassFixture<StateStores>
{
    [Fact]
    public async Task Save_WritesAHash_OfDataAndVersion()
    {
        var sidecar = await stores.SidecarAsync();
        using var redis = await stores.Servers.RawRedisAsync();
        var key = StateCalls.NewKey();

        await sidecar.SavedAsync("redis", key, """{ "a" : "é" }""");
        await sidecar.SavedAsync("redis", key, """{ "a" : "ö" }""");

        Assert.Equal(new Dictionary<string, string> { ["data"] = """{"a":"ö"}""", ["version"] = "2" }, await redis.HashAsync(Physical(key)));
        Assert.Equal("2", await sidecar.ETagAsync("redis", key));
    }

    [Fact]
    public async Task FirstWrite_AddsItsField()
    {
        var sidecar = await stores.SidecarAsync();
        using var redis = await stores.Servers.RawRedisAsync();
        var key = StateCalls.NewKey();

        await sidecar.SavedAsync("redis", key, "1", "\"options\":{\"concurrency\":\"first-write\"}");

        Assert.Equal(new Dictionary<string, string> { ["data"] = "1", ["version"] = "1", ["first-write"] = "0" }, await redis.HashAsync(Physical(key)));
    }

    [Fact]
    public async Task Get_ReadsAHashThatSomebodyElseWrote()
    {
        var sidecar = await stores.SidecarAsync();
        using var redis = await stores.Servers.RawRedisAsync();
        var key = StateCalls.NewKey();
        await redis.CommandAsync("HSET", Physical(key), "data", """{"by": "hand"}""", "version", "41");

        var answer = await sidecar.ReadAsync("redis", key);
        await sidecar.SavedAsync("redis", key, "2", "\"etag\":\"41\"");

        Assert.Equal("""{"by": "hand"}""", await answer.Content.ReadAsStringAsync());
        Assert.Equal("41", answer.ETag());
        Assert.Equal("42", await sidecar.ETagAsync("redis", key));
    }

    [Fact]
    public async Task Get_OfAPlainString_ReturnsItWithoutETag_AndSaveMakesItAHash()
    {
        var sidecar = await stores.SidecarAsync();
        using var redis = await stores.Servers.RawRedisAsync();
        var key = StateCalls.NewKey();
        await redis.CommandAsync("SET", Physical(key), "\"plain\"");

        var answer = await sidecar.ReadAsync("redis", key);
        await sidecar.SavedAsync("redis", key, "1");

        Assert.Equal("\"plain\"", await answer.Content.ReadAsStringAsync());
        Assert.Null(answer.Header("ETag"));
        Assert.Equal("hash", await redis.TextAsync("TYPE", Physical(key)));
    }

    [Fact]
    public async Task Delete_RemovesTheHash()
    {
        var sidecar = await stores.SidecarAsync();
        using var redis = await stores.Servers.RawRedisAsync();
        var key = StateCalls.NewKey();
        await sidecar.SavedAsync("redis", key, "1");

        await (await sidecar.DeleteAsync("redis", key)).IsEmptyAsync();

        Assert.Equal("0", await redis.TextAsync("EXISTS", Physical(key)));
    }

    [Fact]
    public async Task RedisDb_ChoosesTheDatabase()
    {
        await using var sidecar = await SidecarProcess.StartAsync(
            Yaml.Component("third", "state.redis", ("redisHost", await stores.Servers.RedisHostAsync()), ("redisDB", "3")), appId: StateStores.AppId);
        using var redis = await stores.Servers.RawRedisAsync();
        var key = StateCalls.NewKey();

        await sidecar.SavedAsync("third", key, "1");

        Assert.Equal("0", await redis.TextAsync("EXISTS", Physical(key)));
        await redis.CommandAsync("SELECT", "3");
        Assert.Equal("1", await redis.TextAsync("EXISTS", Physical(key)));
    }

    [Fact]
    public async Task RedisPassword_IsSent_AndAWrongOneStopsTheStart()
    {
        await stores.Servers.RedisAsync();
        await using var guarded = await RedisServer.StartAsync("secret", TestContext.Current.CancellationToken);
        var host = $"127.0.0.1:{guarded.Port}";
        await using var sidecar = await SidecarProcess.StartAsync(Yaml.Component("store", "state.redis", ("redisHost", host), ("redisPassword", "secret")));

        await sidecar.SavedAsync("store", "k", "1");
        var output = await SidecarProcess.StartFailsAsync(new SidecarSettings
        {
            Resources = Yaml.Component("store", "state.redis", "v1", "  initTimeout: 1s\n", ("redisHost", host), ("redisPassword", "wrong")),
        });

        Assert.Contains("store", output);
    }

    [Fact]
    public async Task StrongConsistency_WaitsForTheReplicasKnownAtStart()
    {
        await stores.Servers.RedisAsync();
        await using var master = await RedisServer.StartAsync(TestContext.Current.CancellationToken);
        await using var replica = await RedisServer.StartAsync(TestContext.Current.CancellationToken);
        using var follower = await RawRedis.ConnectAsync(replica.Port);
        await follower.CommandAsync("REPLICAOF", "127.0.0.1", $"{master.Port}");
        using var leader = await RawRedis.ConnectAsync(master.Port);
        await Eventually.AsyncTrue(async _ => (await leader.TextAsync("WAIT", "1", "50")) == "1", TimeSpan.FromSeconds(20), "the replica follows");
        await using var sidecar = await SidecarProcess.StartAsync(Yaml.Component("store", "state.redis", ("redisHost", $"127.0.0.1:{master.Port}")));
        replica.Pause();

        var eventual = await TimeAsync(() => sidecar.SavedAsync("store", "k", "1"));
        var strong = await TimeAsync(() => sidecar.SavedAsync("store", "k", "2", "\"options\":{\"consistency\":\"strong\"}"));
        replica.Resume();

        Assert.InRange(strong, TimeSpan.FromMilliseconds(900), TimeSpan.FromSeconds(10));
        Assert.True(eventual < strong, $"eventual {eventual}, strong {strong}");
    }

    private static async Task<TimeSpan> TimeAsync(Func<Task> work)
    {
        var clock = Stopwatch.StartNew();
        await work();
        return clock.Elapsed;
    }

    private static string Physical(string key) => $"{StateStores.AppId}||{key}";
}
