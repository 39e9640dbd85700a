using System.Text.Json;
using OpenClaw.Sidecar.Conformance.Support;

namespace OpenClaw.Sidecar.Conformance.State;

/// <summary>HTTP reference 4.2: bulk get and transactions.</summary>
public sealed class BulkAndTransactionTests(StateStores stores) : IClassFixture<StateStores>
{
    public static TheoryData<string> All => StateStores.All;

    [Theory]
    [MemberData(nameof(All))]
    public async Task BulkGet_AnswersOneEntryPerKey_AbsentOnesWithTheKeyOnly(string store)
    {
        var sidecar = await stores.SidecarAsync();
        var (there, gone) = (StateCalls.NewKey(), StateCalls.NewKey());
        await sidecar.SavedAsync(store, there, """{"n":1}""");

        var answer = await sidecar.PostAsync($"/v1.0/state/{store}/bulk", $$"""{"keys":["{{gone}}","{{there}}"],"parallelism":2}""");

        Assert.Equal(200, (int)answer.StatusCode);
        var entries = (await answer.JsonAsync()).EnumerateArray().ToDictionary(entry => entry.GetProperty("key").GetString()!);
        Assert.Equal(2, entries.Count);
        Assert.Equal(1, entries[there].GetProperty("data").GetProperty("n").GetInt32());
        Assert.Equal(await sidecar.ETagAsync(store, there), entries[there].GetProperty("etag").GetString());
        Assert.Equal(["key"], entries[gone].EnumerateObject().Select(field => field.Name));
    }

    [Theory]
    [InlineData("postgres1")]
    [InlineData("postgres2")]
    public async Task Postgres_BulkGet_AnswersFoundKeysFirst(string store)
    {
        var sidecar = await stores.SidecarAsync();
        var (there, gone) = (StateCalls.NewKey(), StateCalls.NewKey());
        await sidecar.SavedAsync(store, there, "1");

        var answer = await sidecar.PostAsync($"/v1.0/state/{store}/bulk", $$"""{"keys":["{{gone}}","{{there}}"]}""");

        Assert.Equal([there, gone], (await answer.JsonAsync()).EnumerateArray().Select(entry => entry.GetProperty("key").GetString()));
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("postgres2")]
    public async Task BulkGet_TellsTheExpiryInMetadata(string store)
    {
        var sidecar = await stores.SidecarAsync();
        var key = StateCalls.NewKey();
        await sidecar.SavedAsync(store, key, "1", "\"metadata\":{\"ttlInSeconds\":\"100\"}");

        var answer = await sidecar.PostAsync($"/v1.0/state/{store}/bulk", $$"""{"keys":["{{key}}"]}""");

        Assert.EndsWith("Z", (await answer.JsonAsync())[0].GetProperty("metadata").GetProperty("ttlExpireTime").GetString());
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Transaction_UpsertsAndDeletes(string store)
    {
        var sidecar = await stores.SidecarAsync();
        var (old, one, two) = (StateCalls.NewKey(), StateCalls.NewKey(), StateCalls.NewKey());
        await sidecar.SavedAsync(store, old, "1");

        await (await sidecar.TransactAsync(store, $"{StateCalls.Upsert(one, "1")},{StateCalls.Delete(old)},{StateCalls.Upsert(two, "{\"a\":2}")}")).IsEmptyAsync();

        Assert.Null(await sidecar.ValueAsync(store, old));
        Assert.Equal("1", await sidecar.ValueAsync(store, one));
        Assert.Equal("""{"a":2}""", await sidecar.ValueAsync(store, two));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Transaction_WithoutOperations_Is204(string store)
    {
        var sidecar = await stores.SidecarAsync();

        await (await sidecar.TransactAsync(store, "")).IsEmptyAsync();
        await (await sidecar.SendAsync(HttpMethod.Put, $"/v1.0/state/{store}/transaction", "{}")).IsEmptyAsync();
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("postgres1")]
    [InlineData("postgres2")]
    public async Task Transaction_WithAStaleETag_Is500_AndChangesNothing(string store)
    {
        var sidecar = await stores.SidecarAsync();
        var (fresh, held) = (StateCalls.NewKey(), StateCalls.NewKey());
        await sidecar.SavedAsync(store, held, "1");
        var stale = await sidecar.ETagAsync(store, held);
        await sidecar.SavedAsync(store, held, "2");

        var answer = await sidecar.TransactAsync(store, $"{StateCalls.Upsert(fresh, "1")},{StateCalls.Upsert(held, "3", $"\"etag\":\"{stale}\"")}");

        await answer.IsErrorAsync(500, "ERR_STATE_TRANSACTION");
        Assert.Null(await sidecar.ValueAsync(store, fresh));
        Assert.Equal("2", await sidecar.ValueAsync(store, held));
    }

    [Fact]
    public async Task Redis_Transaction_WithAStaleETag_Is500_AndRollsNothingBack()
    {
        var sidecar = await stores.SidecarAsync();
        var (fresh, held) = (StateCalls.NewKey(), StateCalls.NewKey());
        await sidecar.SavedAsync("redis", held, "1");
        await sidecar.SavedAsync("redis", held, "2");

        var answer = await sidecar.TransactAsync("redis", $"{StateCalls.Upsert(fresh, "1")},{StateCalls.Upsert(held, "3", "\"etag\":\"1\"")}");

        await answer.IsErrorAsync(500, "ERR_STATE_TRANSACTION");
        Assert.Equal("1", await sidecar.ValueAsync("redis", fresh));
        Assert.Equal("2", await sidecar.ValueAsync("redis", held));
    }

    [Fact]
    public async Task Redis_Transaction_DoesNotHonourFirstWrite()
    {
        var sidecar = await stores.SidecarAsync();
        var key = StateCalls.NewKey();
        await sidecar.SavedAsync("redis", key, "1");

        await (await sidecar.TransactAsync("redis", StateCalls.Upsert(key, "2", "\"options\":{\"concurrency\":\"first-write\"}"))).IsEmptyAsync();
        await sidecar.SavedAsync("redis", key, "3");

        Assert.Equal("3", await sidecar.ValueAsync("redis", key));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Transaction_WithADeleteOfAWrongETag_Is500(string store)
    {
        var sidecar = await stores.SidecarAsync();
        var key = StateCalls.NewKey();
        await sidecar.SavedAsync(store, key, "1");
        var stale = await sidecar.ETagAsync(store, key);
        await sidecar.SavedAsync(store, key, "2");

        await (await sidecar.TransactAsync(store, StateCalls.Delete(key, $"\"etag\":\"{stale}\""))).IsErrorAsync(500, "ERR_STATE_TRANSACTION");

        Assert.Equal("2", await sidecar.ValueAsync(store, key));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Transaction_MetadataOfTheRequest_ReachesEachUpsert(string store)
    {
        var sidecar = await stores.SidecarAsync();
        using var redis = await stores.Servers.RawRedisAsync();
        var key = StateCalls.NewKey();

        await (await sidecar.TransactAsync(store, StateCalls.Upsert(key, "1"), ",\"metadata\":{\"ttlInSeconds\":\"100\"}")).IsEmptyAsync();

        var told = (await sidecar.ReadAsync(store, key)).Header("metadata.ttlExpireTime") is not null
            || await redis.TextAsync("TTL", $"{StateStores.AppId}||{key}") is not ("-1" or "-2");
        Assert.True(told, "the key has a TTL");
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Transaction_OfFiftyOperations_IsDone(string store)
    {
        var sidecar = await stores.SidecarAsync();
        var keys = Enumerable.Range(0, 50).Select(_ => StateCalls.NewKey()).ToArray();

        await (await sidecar.TransactAsync(store, string.Join(',', keys.Select(key => StateCalls.Upsert(key, "1"))))).IsEmptyAsync();

        var answer = await sidecar.PostAsync($"/v1.0/state/{store}/bulk", $$"""{"keys":{{JsonSerializer.Serialize(keys)}}}""");
        Assert.All((await answer.JsonAsync()).EnumerateArray(), entry => Assert.Equal(1, entry.GetProperty("data").GetInt32()));
    }
}
