using OpenClaw.Sidecar.Conformance.Support;

namespace OpenClaw.Sidecar.Conformance.State;

/// <summary>HTTP reference 4.2 and 4.3: get, save and delete on every store.</summary>
public sealed class ValueTests(StateStores stores) : IClassFixture<StateStores>
{
    public static TheoryData<string> All => StateStores.All;

    [Theory]
    [MemberData(nameof(All))]
    public async Task Get_ReturnsTheValueAsJsonWithItsETag(string store)
    {
        var sidecar = await stores.SidecarAsync();
        var key = StateCalls.NewKey();
        await sidecar.SavedAsync(store, key, """{"b": [1, true, null, "x"], "a": "é <&>"}""");

        var answer = await sidecar.ReadAsync(store, key);

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        Assert.NotEmpty(answer.ETag());
        var value = await answer.JsonAsync();
        Assert.Equal("é <&>", value.GetProperty("a").GetString());
        Assert.Equal(4, value.GetProperty("b").GetArrayLength());
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Get_WhenTheKeyIsAbsent_Is204(string store)
    {
        var sidecar = await stores.SidecarAsync();

        await (await sidecar.ReadAsync(store, StateCalls.NewKey())).IsEmptyAsync();
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Get_OfAKeyWithSlashesAndEscapes_FindsIt(string store)
    {
        var sidecar = await stores.SidecarAsync();
        var key = StateCalls.NewKey() + "/a b";
        await sidecar.SavedAsync(store, key, "1");

        Assert.Equal("1", await sidecar.ValueAsync(store, Uri.EscapeDataString(key)));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Get_WithConsistency_IsTheSame(string store)
    {
        var sidecar = await stores.SidecarAsync();
        var key = StateCalls.NewKey();
        await sidecar.SavedAsync(store, key, "1");

        Assert.Equal("1", await sidecar.ValueAsync(store, key + "?consistency=strong"));
        Assert.Equal("1", await sidecar.ValueAsync(store, key + "?consistency=eventual"));
    }

    [Theory]
    [InlineData("memory", "POST")]
    [InlineData("memory", "PUT")]
    [InlineData("redis", "PUT")]
    public async Task Save_TakesPostAndPutAlike(string store, string verb)
    {
        var sidecar = await stores.SidecarAsync();
        var key = StateCalls.NewKey();

        var answer = await sidecar.SendAsync(HttpMethod.Parse(verb), $"/v1.0/state/{store}", $$"""[{"key":"{{key}}","value":"v"}]""");

        await answer.IsEmptyAsync();
        Assert.Equal("\"v\"", await sidecar.ValueAsync(store, key));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Save_OfNoItems_Is204(string store)
    {
        var sidecar = await stores.SidecarAsync();

        await (await sidecar.PostAsync($"/v1.0/state/{store}", "[]")).IsEmptyAsync();
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Save_OfSeveralItems_SavesEach(string store)
    {
        var sidecar = await stores.SidecarAsync();
        var (one, two) = (StateCalls.NewKey(), StateCalls.NewKey());

        await (await sidecar.PostAsync($"/v1.0/state/{store}", $$$"""[{"key":"{{{one}}}","value":1},{"key":"{{{two}}}","value":{"n":2}}]""")).IsEmptyAsync();

        Assert.Equal("1", await sidecar.ValueAsync(store, one));
        Assert.Equal("""{"n":2}""", await sidecar.ValueAsync(store, two));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Save_WithoutValue_StoresNull(string store)
    {
        var sidecar = await stores.SidecarAsync();
        var key = StateCalls.NewKey();

        await (await sidecar.PostAsync($"/v1.0/state/{store}", $$"""[{"key":"{{key}}"}]""")).IsEmptyAsync();

        Assert.Equal("null", await sidecar.ValueAsync(store, key));
    }

    [Theory]
    [InlineData("9007199254740993", "9007199254740992")]
    [InlineData("1.0", "1")]
    [InlineData("0.1", "0.1")]
    [InlineData("-42", "-42")]
    public async Task Save_OfNumbers_PassesThemThroughA64BitFloat(string sent, string stored)
    {
        var sidecar = await stores.SidecarAsync();
        var key = StateCalls.NewKey();

        await sidecar.SavedAsync("memory", key, sent);

        Assert.Equal(stored, await sidecar.ValueAsync("memory", key));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Delete_RemovesTheKey_AndIs204AlsoWhenAbsent(string store)
    {
        var sidecar = await stores.SidecarAsync();
        var key = StateCalls.NewKey();
        await sidecar.SavedAsync(store, key, "1");

        await (await sidecar.DeleteAsync(store, key)).IsEmptyAsync();
        await (await sidecar.DeleteAsync(store, key)).IsEmptyAsync();

        Assert.Null(await sidecar.ValueAsync(store, key));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Save_Again_ChangesTheETag(string store)
    {
        var sidecar = await stores.SidecarAsync();
        var key = StateCalls.NewKey();
        await sidecar.SavedAsync(store, key, "1");
        var before = await sidecar.ETagAsync(store, key);

        await sidecar.SavedAsync(store, key, "1");

        Assert.NotEqual(before, await sidecar.ETagAsync(store, key));
    }
}
