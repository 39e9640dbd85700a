using OpenClaw.Sidecar.Conformance.Support;

namespace OpenClaw.Sidecar.Conformance.State;

/// <summary>HTTP reference 2.2, the rows of the state API.</summary>
public sealed class StateErrorTests(StateStores stores) : IClassFixture<StateStores>
{
    public static TheoryData<string> All => StateStores.All;

    [Fact]
    public async Task NoStateStoreAtAll_Is500()
    {
        await using var sidecar = await SidecarProcess.StartAsync("");

        await (await sidecar.GetAsync("/v1.0/state/any/k")).IsErrorAsync(500, "ERR_STATE_STORE_NOT_CONFIGURED", "DAPR_STATE_NOT_CONFIGURED");
        await (await sidecar.SaveAsync("any", "k", "1")).IsErrorAsync(500, "ERR_STATE_STORE_NOT_CONFIGURED", "DAPR_STATE_NOT_CONFIGURED");
    }

    [Fact]
    public async Task UnknownStore_Is400_OnEveryCall()
    {
        var sidecar = await stores.SidecarAsync();

        foreach (var answer in new[]
        {
            await sidecar.GetAsync("/v1.0/state/nowhere/k"),
            await sidecar.SaveAsync("nowhere", "k", "1"),
            await sidecar.DeleteAsync("nowhere", "k"),
            await sidecar.PostAsync("/v1.0/state/nowhere/bulk", """{"keys":["k"]}"""),
            await sidecar.TransactAsync("nowhere", StateCalls.Upsert("k", "1")),
        })
        {
            await answer.IsErrorAsync(400, "ERR_STATE_STORE_NOT_FOUND", "DAPR_STATE_NOT_FOUND");
        }
    }

    [Fact]
    public async Task KeyWithTheSeparator_Is400_WithResourceAndViolation()
    {
        var sidecar = await stores.SidecarAsync();

        var error = await (await sidecar.SaveAsync("memory", "a||b", "1")).IsErrorAsync(400, "ERR_MALFORMED_REQUEST", "DAPR_STATE_ILLEGAL_KEY");

        var types = error.GetProperty("details").EnumerateArray().Select(detail => detail.GetProperty("@type").GetString()!.Split('.')[^1]);
        Assert.Equal(["BadRequest", "ErrorInfo", "ResourceInfo"], types.Order());
    }

    [Theory]
    [InlineData("""[{"value":1}]""")]
    [InlineData("""{"key":"k","value":1}""")]
    [InlineData("""[{"key":5,"value":1}]""")]
    [InlineData("""[{"key":"k","value":1,"metadata":{"a":5}}]""")]
    [InlineData("""[{"key":"k","value":""")]
    [InlineData("nonsense")]
    [InlineData("")]
    public async Task Save_OfAMalformedBody_Is400(string body)
    {
        var sidecar = await stores.SidecarAsync();

        await (await sidecar.PostAsync("/v1.0/state/memory", body)).IsErrorAsync(400, "ERR_MALFORMED_REQUEST");
    }

    [Theory]
    [InlineData("/v1.0/state/memory/bulk")]
    [InlineData("/v1.0/state/memory/transaction")]
    public async Task OtherMalformedBodies_Are400(string path)
    {
        var sidecar = await stores.SidecarAsync();

        await (await sidecar.PostAsync(path, "{\"keys\":")).IsErrorAsync(400, "ERR_MALFORMED_REQUEST");
    }

    [Fact]
    public async Task Transaction_WithAnUnknownOperation_Is400()
    {
        var sidecar = await stores.SidecarAsync();

        await (await sidecar.TransactAsync("memory", """{"operation":"increment","request":{"key":"k"}}""")).IsErrorAsync(400, "ERR_NOT_SUPPORTED_STATE_OPERATION");
    }

    [Fact]
    public async Task Transaction_WithoutAKey_Is400()
    {
        var sidecar = await stores.SidecarAsync();

        await (await sidecar.TransactAsync("memory", """{"operation":"upsert","request":{"value":1}}""")).IsErrorAsync(400, "ERR_MALFORMED_REQUEST");
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("redis")]
    [InlineData("postgres2")]
    public async Task Query_OfAStoreWithoutQueries_Is500(string store)
    {
        var sidecar = await stores.SidecarAsync();

        await (await sidecar.PostAsync($"/v1.0-alpha1/state/{store}/query", """{"filter":{}}""")).IsErrorAsync(500, "ERR_STATE_STORE_NOT_SUPPORTED", "DAPR_STATE_QUERYING_NOT_SUPPORTED");
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task AfterBadInput_TheSidecarLivesOn(string store)
    {
        var sidecar = await stores.SidecarAsync();
        var key = StateCalls.NewKey();
        await sidecar.PostAsync($"/v1.0/state/{store}", "\0\0[[[");
        await sidecar.PostAsync($"/v1.0/state/{store}", new string('[', 5000));

        await sidecar.SavedAsync(store, key, "1");

        Assert.Equal("1", await sidecar.ValueAsync(store, key));
    }
}
