using OpenClaw.Sidecar.Conformance.Support;

namespace OpenClaw.Sidecar.Conformance.State;

/// <summary>HTTP reference 4.3 and components 2.1–2.4: etags, first-write and last-write, store by store.</summary>
public sealed class ConcurrencyTests(StateStores stores) : IClassFixture<StateStores>
{
    private const string FirstWrite = "\"options\":{\"concurrency\":\"first-write\"}";
    private const string LastWrite = "\"options\":{\"concurrency\":\"last-write\"}";

    public static TheoryData<string> All => StateStores.All;

    [Theory]
    [MemberData(nameof(All))]
    public async Task Save_WithTheRightETag_Succeeds_WithAStaleOne_Is409(string store)
    {
        var sidecar = await stores.SidecarAsync();
        var key = StateCalls.NewKey();
        await sidecar.SavedAsync(store, key, "1");
        var etag = await sidecar.ETagAsync(store, key);

        await sidecar.SavedAsync(store, key, "2", $"\"etag\":\"{etag}\"");
        var stale = await sidecar.SaveAsync(store, key, "3", $"\"etag\":\"{etag}\"");

        await stale.IsErrorAsync(409, "ERR_STATE_SAVE");
        Assert.Equal("2", await sidecar.ValueAsync(store, key));
    }

    [Theory]
    [InlineData("memory", 409)]
    [InlineData("redis", 400)]
    [InlineData("postgres1", 400)]
    [InlineData("postgres2", 409)]
    public async Task Save_WithAnETagOfTheWrongForm_IsAnsweredByTheStoresRule(string store, int status)
    {
        var sidecar = await stores.SidecarAsync();
        var key = StateCalls.NewKey();
        await sidecar.SavedAsync(store, key, "1");

        await (await sidecar.SaveAsync(store, key, "2", "\"etag\":\"not-one\"")).IsErrorAsync(status, "ERR_STATE_SAVE");
    }

    [Theory]
    [InlineData("memory", "8f7f3c1c-0000-4000-8000-000000000000", 409)]
    [InlineData("redis", "5", 204)]
    [InlineData("postgres1", "5", 409)]
    [InlineData("postgres2", "8f7f3c1c-0000-4000-8000-000000000000", 409)]
    public async Task Save_WithAnETagForAnAbsentKey_IsAMismatch_ExceptInRedis(string store, string etag, int status)
    {
        var sidecar = await stores.SidecarAsync();

        var answer = await sidecar.SaveAsync(store, StateCalls.NewKey(), "1", $"\"etag\":\"{etag}\"");

        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData("memory", 409)]
    [InlineData("postgres1", 500)]
    [InlineData("postgres2", 500)]
    public async Task FirstWriteWithoutETag_SucceedsOnlyWhereNothingIs(string store, int status)
    {
        var sidecar = await stores.SidecarAsync();
        var key = StateCalls.NewKey();

        await sidecar.SavedAsync(store, key, "1", FirstWrite);
        await (await sidecar.SaveAsync(store, key, "2", FirstWrite)).IsErrorAsync(status, "ERR_STATE_SAVE");

        Assert.Equal("1", await sidecar.ValueAsync(store, key));
    }

    [Fact]
    public async Task Redis_FirstWriteWithoutETagOnAPlainKey_SucceedsOnce_ThenEveryWriteNeedsTheETag()
    {
        var sidecar = await stores.SidecarAsync();
        var key = StateCalls.NewKey();
        await sidecar.SavedAsync("redis", key, "1");

        await sidecar.SavedAsync("redis", key, "2", FirstWrite);
        await (await sidecar.SaveAsync("redis", key, "3", FirstWrite)).IsErrorAsync(500, "ERR_STATE_SAVE");
        await (await sidecar.SaveAsync("redis", key, "3")).IsErrorAsync(500, "ERR_STATE_SAVE");
        await sidecar.SavedAsync("redis", key, "4", $"\"etag\":\"{await sidecar.ETagAsync("redis", key)}\"");

        Assert.Equal("4", await sidecar.ValueAsync("redis", key));
    }

    [Fact]
    public async Task Redis_LastWriteWithAnETag_IgnoresIt()
    {
        var sidecar = await stores.SidecarAsync();
        var key = StateCalls.NewKey();
        await sidecar.SavedAsync("redis", key, "1");

        await sidecar.SavedAsync("redis", key, "2", "\"etag\":\"77\"," + LastWrite);

        Assert.Equal("2", await sidecar.ValueAsync("redis", key));
    }

    [Theory]
    [InlineData("postgres1", "77")]
    [InlineData("postgres2", "8f7f3c1c-0000-4000-8000-000000000000")]
    public async Task Postgres_AnETagCounts_WhateverTheConcurrencyWord(string store, string etag)
    {
        var sidecar = await stores.SidecarAsync();
        var key = StateCalls.NewKey();
        await sidecar.SavedAsync(store, key, "1");

        await (await sidecar.SaveAsync(store, key, "2", $"\"etag\":\"{etag}\"," + LastWrite)).IsErrorAsync(409, "ERR_STATE_SAVE");
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Delete_WithETag_MustMatch(string store)
    {
        var sidecar = await stores.SidecarAsync();
        var key = StateCalls.NewKey();
        await sidecar.SavedAsync(store, key, "1");
        var stale = await sidecar.ETagAsync(store, key);
        await sidecar.SavedAsync(store, key, "2");

        await (await sidecar.DeleteAsync(store, key, stale)).IsErrorAsync(409, "ERR_STATE_DELETE");
        await (await sidecar.DeleteAsync(store, key, await sidecar.ETagAsync(store, key))).IsEmptyAsync();

        Assert.Null(await sidecar.ValueAsync(store, key));
    }

    [Theory]
    [InlineData("redis", "5", 204)]
    [InlineData("postgres1", "5", 409)]
    [InlineData("postgres2", "8f7f3c1c-0000-4000-8000-000000000000", 409)]
    [InlineData("memory", "8f7f3c1c-0000-4000-8000-000000000000", 409)]
    public async Task Delete_OfAnAbsentKeyWithETag_IsAMismatch_ExceptInRedis(string store, string etag, int status)
    {
        var sidecar = await stores.SidecarAsync();

        Assert.Equal(status, (int)(await sidecar.DeleteAsync(store, StateCalls.NewKey(), etag)).StatusCode);
    }

    [Theory]
    [InlineData("redis", 400)]
    [InlineData("postgres1", 400)]
    [InlineData("postgres2", 409)]
    public async Task Delete_WithAnETagOfTheWrongForm_IsAnsweredByTheStoresRule(string store, int status)
    {
        var sidecar = await stores.SidecarAsync();
        var key = StateCalls.NewKey();
        await sidecar.SavedAsync(store, key, "1");

        await (await sidecar.DeleteAsync(store, key, "not-one")).IsErrorAsync(status, "ERR_STATE_DELETE");
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Save_WithUnknownWords_Is500(string store)
    {
        var sidecar = await stores.SidecarAsync();

        await (await sidecar.SaveAsync(store, StateCalls.NewKey(), "1", "\"options\":{\"concurrency\":\"sometimes\"}")).IsErrorAsync(500, "ERR_STATE_SAVE");
        await (await sidecar.SaveAsync(store, StateCalls.NewKey(), "1", "\"options\":{\"consistency\":\"maybe\"}")).IsErrorAsync(500, "ERR_STATE_SAVE");
        await (await sidecar.DeleteAsync(store, StateCalls.NewKey(), null, "?concurrency=sometimes")).IsErrorAsync(500, "ERR_STATE_DELETE");
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task SaveOfSeveral_WithOneStaleETag_Is409_AndIsNotAtomic(string store)
    {
        var sidecar = await stores.SidecarAsync();
        var (good, bad) = (StateCalls.NewKey(), StateCalls.NewKey());
        await sidecar.SavedAsync(store, bad, "1");
        var stale = await sidecar.ETagAsync(store, bad);
        await sidecar.SavedAsync(store, bad, "2");

        var answer = await sidecar.PostAsync($"/v1.0/state/{store}",
            $$"""[{"key":"{{good}}","value":1},{"key":"{{bad}}","value":3,"etag":"{{stale}}"}]""");

        await answer.IsErrorAsync(409, "ERR_STATE_SAVE");
        Assert.Equal("2", await sidecar.ValueAsync(store, bad));
        Assert.Equal("1", await sidecar.ValueAsync(store, good));
    }

    [Theory]
    [InlineData("redis", 400)]
    [InlineData("memory", 409)]
    public async Task SaveOfSeveral_WithOnlyETagErrors_Is400WhenOneIsInvalid(string store, int status)
    {
        var sidecar = await stores.SidecarAsync();
        var (one, two) = (StateCalls.NewKey(), StateCalls.NewKey());
        await sidecar.SavedAsync(store, one, "1");
        await sidecar.SavedAsync(store, two, "1");

        var answer = await sidecar.PostAsync($"/v1.0/state/{store}",
            $$"""[{"key":"{{one}}","value":2,"etag":"not-one"},{"key":"{{two}}","value":2,"etag":"999"}]""");

        await answer.IsErrorAsync(status, "ERR_STATE_SAVE");
    }
}
