using OpenClaw.Sidecar.Conformance.Support;

namespace OpenClaw.Sidecar.Conformance.State;

/// <summary>HTTP reference 4.1: what a key is called in the store.</summary>
public sealed class KeyPrefixTests(Servers servers)
{
    private static readonly string[] Prefixes = ["", "appid", "name", "namespace", "none", "literal"];

    [Fact]
    public async Task KeyPrefix_DecidesThePhysicalKey()
    {
        var expected = new Dictionary<string, string>
        {
            [""] = "orders||{0}",
            ["appid"] = "orders||{0}",
            ["name"] = "store-name||{0}",
            ["namespace"] = "orders||{0}",
            ["none"] = "{0}",
            ["literal"] = "literal||{0}",
        };

        await CheckAsync(expected, new Dictionary<string, string>());
    }

    [Fact]
    public async Task KeyPrefixNamespace_NamesTheNamespaceToo_WhereThereIsOne()
    {
        var expected = new Dictionary<string, string> { ["namespace"] = "prod.orders||{0}", ["appid"] = "orders||{0}" };

        await CheckAsync(expected, new Dictionary<string, string> { ["NAMESPACE"] = "prod" });
    }

    [Fact]
    public async Task KeyPrefixWithTheSeparator_StopsTheStart()
    {
        var output = await SidecarProcess.StartFailsAsync(new SidecarSettings { Resources = Yaml.Component("barred", "state.in-memory", ("keyPrefix", "a||b")) });

        Assert.Contains("barred", output);
    }

    private async Task CheckAsync(Dictionary<string, string> expected, Dictionary<string, string> environment)
    {
        var host = await servers.RedisHostAsync();
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarSettings
        {
            AppId = "orders",
            Resources = Yaml.Join([.. Prefixes.Select(prefix => Yaml.Component("store-" + (prefix.Length == 0 ? "default" : prefix), "state.redis",
                [("redisHost", host), .. prefix.Length == 0 ? Array.Empty<(string, string)>() : [("keyPrefix", prefix)]]))]),
            Environment = environment,
        });
        using var redis = await servers.RawRedisAsync();
        foreach (var (prefix, form) in expected)
        {
            var (store, key) = ("store-" + (prefix.Length == 0 ? "default" : prefix), StateCalls.NewKey());
            await sidecar.SavedAsync(store, key, "1");
            var bulk = await (await sidecar.PostAsync($"/v1.0/state/{store}/bulk", $$"""{"keys":["{{key}}"]}""")).JsonAsync();

            Assert.Equal("1", await redis.TextAsync("HGET", form.Replace("{0}", key, StringComparison.Ordinal), "data"));
            Assert.Equal("1", await sidecar.ValueAsync(store, key));
            Assert.Equal(key, bulk[0].GetProperty("key").GetString());
        }
    }
}
