using OpenClaw.Sidecar.Conformance.Support;

namespace OpenClaw.Sidecar.Conformance.State;

/// <summary>HTTP reference 4.2: get, save and delete, on every store.</summary>
public sealed class ValueTests(StateStores stores) : IClassFixture<StateStores>
{
    public static TheoryData<string> All => ["memory", "redis", "postgres1", "postgres2"];

    [Theory]
    [MemberData(nameof(All))]
    public async Task Get_ReturnsTheValueByteForByteAsJsonWithItsETag(string store)
    {
        var sidecar = await stores.SidecarAsync();
        await (await sidecar.PostAsync($"/v1.0/state/{store}", """[{"key":"get","value":{"b": [1, true, null], "a": "é"}}]""")).IsEmptyAsync();

        var answer = await sidecar.GetAsync($"/v1.0/state/{store}/get");

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        Assert.NotEmpty(answer.ETag());
        var value = await answer.JsonAsync();
        Assert.Equal("é", value.GetProperty("a").GetString());
        Assert.Equal("[1,true,null]", value.GetProperty("b").GetRawText().Replace(" ", "", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Get_WhenTheKeyIsAbsent_Is204(string store)
    {
        var sidecar = await stores.SidecarAsync();

        await (await sidecar.GetAsync($"/v1.0/state/{store}/absent")).IsEmptyAsync();
    }
}
