using System.Globalization;
using OpenClaw.Sidecar.Conformance.Support;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Conformance.State;

/// <summary>HTTP reference 4.3, TTL.</summary>
public sealed class TtlTests(StateStores stores) : IClassFixture<StateStores>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static TheoryData<string> All => StateStores.All;

    public static TheoryData<string> Reporting => ["memory", "postgres1", "postgres2"];

    [Theory]
    [MemberData(nameof(All))]
    public async Task Save_WithTtl_IsGoneAfterIt(string store)
    {
        var sidecar = await stores.SidecarAsync();
        var key = StateCalls.NewKey();

        await sidecar.SavedAsync(store, key, "1", "\"metadata\":{\"ttlInSeconds\":\"1\"}");

        Assert.Equal("1", await sidecar.ValueAsync(store, key));
        await Eventually.AsyncTrue(async _ => await sidecar.ValueAsync(store, key) is null, Patience, "the value expires");
    }

    [Theory]
    [MemberData(nameof(Reporting))]
    public async Task Get_OfAKeyWithTtl_TellsWhenItEnds(string store)
    {
        var sidecar = await stores.SidecarAsync();
        var key = StateCalls.NewKey();

        await sidecar.SavedAsync(store, key, "1", "\"metadata\":{\"ttlInSeconds\":\"100\"}");
        var answer = await sidecar.ReadAsync(store, key);

        var end = DateTimeOffset.ParseExact(answer.Header("metadata.ttlExpireTime")!, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        Assert.InRange(end - TimeProvider.System.GetUtcNow(), TimeSpan.FromSeconds(90), TimeSpan.FromSeconds(101));
    }

    [Fact]
    public async Task Redis_Get_OfAKeyWithTtl_DoesNotTell()
    {
        var sidecar = await stores.SidecarAsync();
        var key = StateCalls.NewKey();

        await sidecar.SavedAsync("redis", key, "1", "\"metadata\":{\"ttlInSeconds\":\"100\"}");

        Assert.Null((await sidecar.ReadAsync("redis", key)).Header("metadata.ttlExpireTime"));
    }

    [Theory]
    [MemberData(nameof(Reporting))]
    public async Task Save_WithoutTtl_RemovesAnEarlierOne(string store)
    {
        var sidecar = await stores.SidecarAsync();
        var key = StateCalls.NewKey();
        await sidecar.SavedAsync(store, key, "1", "\"metadata\":{\"ttlInSeconds\":\"100\"}");

        await sidecar.SavedAsync(store, key, "2");

        Assert.Null((await sidecar.ReadAsync(store, key)).Header("metadata.ttlExpireTime"));
    }

    [Fact]
    public async Task Redis_Save_WithoutTtl_LeavesAnEarlierOne_AndMinusOneRemovesIt()
    {
        var sidecar = await stores.SidecarAsync();
        using var redis = await stores.Servers.RawRedisAsync();
        var key = StateCalls.NewKey();
        await sidecar.SavedAsync("redis", key, "1", "\"metadata\":{\"ttlInSeconds\":\"100\"}");

        await sidecar.SavedAsync("redis", key, "2");
        var kept = await redis.TextAsync("TTL", $"{StateStores.AppId}||{key}");
        await sidecar.SavedAsync("redis", key, "3", "\"metadata\":{\"ttlInSeconds\":\"-1\"}");

        Assert.InRange(int.Parse(kept!, CultureInfo.InvariantCulture), 90, 100);
        Assert.Equal("-1", await redis.TextAsync("TTL", $"{StateStores.AppId}||{key}"));
    }

    [Fact]
    public async Task Redis_ComponentsTtl_IsTheDefault()
    {
        await using var sidecar = await SidecarProcess.StartAsync(
            Yaml.Component("short", "state.redis", ("redisHost", await stores.Servers.RedisHostAsync()), ("ttlInSeconds", "77")), appId: StateStores.AppId);
        using var redis = await stores.Servers.RawRedisAsync();
        var key = StateCalls.NewKey();

        await sidecar.SavedAsync("short", key, "1");

        Assert.InRange(int.Parse((await redis.TextAsync("TTL", $"{StateStores.AppId}||{key}"))!, CultureInfo.InvariantCulture), 70, 77);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task QueryMetadata_WinsOverTheItems(string store)
    {
        var sidecar = await stores.SidecarAsync();
        var key = StateCalls.NewKey();

        await (await sidecar.PostAsync($"/v1.0/state/{store}?metadata.ttlInSeconds=1",
            $$$"""[{"key":"{{{key}}}","value":1,"metadata":{"ttlInSeconds":"100"}}]""")).IsEmptyAsync();

        await Eventually.AsyncTrue(async _ => await sidecar.ValueAsync(store, key) is null, Patience, "the value expires after the shorter time");
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Save_WithATtlThatIsNoNumber_Is500(string store)
    {
        var sidecar = await stores.SidecarAsync();

        await (await sidecar.SaveAsync(store, StateCalls.NewKey(), "1", "\"metadata\":{\"ttlInSeconds\":\"soon\"}")).IsErrorAsync(500, "ERR_STATE_SAVE");
    }

    [Theory]
    [InlineData("postgres1")]
    [InlineData("postgres2")]
    public async Task Postgres_FirstWriteOverAnExpiredRow_Succeeds(string store)
    {
        var sidecar = await stores.SidecarAsync();
        var key = StateCalls.NewKey();
        await sidecar.SavedAsync(store, key, "1", "\"metadata\":{\"ttlInSeconds\":\"1\"}");
        await Eventually.AsyncTrue(async _ => await sidecar.ValueAsync(store, key) is null, Patience, "the value expires");

        await sidecar.SavedAsync(store, key, "2", "\"options\":{\"concurrency\":\"first-write\"}");

        Assert.Equal("2", await sidecar.ValueAsync(store, key));
    }
}
