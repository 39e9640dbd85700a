using OpenClaw.Sidecar.Conformance.Support;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Conformance.Components;

/// <summary>Components 1: which components load, what their values are, and what stops the start.</summary>
public sealed class ComponentStartTests(Servers servers) : IDisposable
{
    private const string Memory = "state.in-memory";

    private readonly DirectoryInfo _values = Directory.CreateTempSubdirectory("sidecar-conformance-values-");

    public void Dispose() => _values.Delete(recursive: true);

    [Theory]
    [InlineData("state.unheard-of", "v1")]
    [InlineData("nonsense", "v1")]
    [InlineData("state.redis", "v7")]
    public async Task UnknownType_StopsTheStart_AndIsNamed(string type, string version)
    {
        var output = await SidecarProcess.StartFailsAsync(new SidecarSettings { Resources = Yaml.Component("odd", type, version, "") });

        Assert.Contains(type, output);
    }

    [Theory]
    [InlineData("state.unheard-of")]
    [InlineData("pubsub.unheard-of")]
    public async Task UnknownType_WithIgnoreErrors_LeavesTheComponentOut(string type)
    {
        await using var sidecar = await SidecarProcess.StartAsync(Yaml.Join(Yaml.Component("odd", type, "v1", "  ignoreErrors: true\n"), Yaml.Component("store", Memory)));

        Assert.Equal(["store"], await LoadedAsync(sidecar));
    }

    public static TheoryData<string, string, string, string> Away => new()
    {
        { "state.redis", "v1", "redisHost", "127.0.0.1:{0}" },
        { "state.postgresql", "v2", "connectionString", "host=127.0.0.1 port={0} user=app database=postgres connect_timeout=1" },
        { "pubsub.rabbitmq", "v1", "connectionString", "amqp://app:app@127.0.0.1:{0}/" },
        { "lock.redis", "v1", "redisHost", "127.0.0.1:{0}" },
    };

    [Theory]
    [MemberData(nameof(Away))]
    public async Task ServerThatIsDownAtStart_StopsTheStart(string type, string version, string key, string value)
    {
        var output = await SidecarProcess.StartFailsAsync(new SidecarSettings
        {
            Resources = Yaml.Component("down", type, version, "  initTimeout: 1s\n", (key, value.Replace("{0}", $"{FreePorts.Next()}", StringComparison.Ordinal))),
        });

        Assert.Contains("down", output);
    }

    [Fact]
    public async Task ServerThatIsDownAtStart_WithIgnoreErrors_LeavesTheComponentOut()
    {
        var port = $"{FreePorts.Next()}";
        var down = Away.Select(row => row.Data).Select((one, number) => Yaml.Component(
            number == 0 ? "down" : $"down{number}", one.Item1, one.Item2, "  initTimeout: 1s\n  ignoreErrors: true\n", (one.Item3, one.Item4.Replace("{0}", port, StringComparison.Ordinal))));
        await using var sidecar = await SidecarProcess.StartAsync(Yaml.Join([.. down, Yaml.Component("store", Memory)]));

        Assert.Equal(["store"], await LoadedAsync(sidecar));
        await (await sidecar.GetAsync("/v1.0/state/down/k")).IsErrorAsync(400, "ERR_STATE_STORE_NOT_FOUND", "DAPR_STATE_NOT_FOUND");
    }

    [Fact]
    public async Task MissingRequiredKeys_AreErrorsOfTheirComponents()
    {
        string[] types = ["state.redis", "state.postgresql", "bindings.http", "bindings.cron", "bindings.rabbitmq", "bindings.smtp", "secretstores.local.file", "lock.redis", "configuration.redis"];
        await using var sidecar = await SidecarProcess.StartAsync(Yaml.Join(
            [.. types.Select((type, number) => Yaml.Component($"bare{number}", type, "v1", "  ignoreErrors: true\n")), Yaml.Component("store", Memory)]));

        Assert.Equal(["store"], await LoadedAsync(sidecar));
        foreach (var type in (string[])["bindings.http", "bindings.smtp"])
        {
            Assert.Contains("bare", await SidecarProcess.StartFailsAsync(new SidecarSettings { Resources = Yaml.Component("bare", type) }));
        }
    }

    [Fact]
    public async Task UnknownMetadata_AreIgnored_AndNamesAreMatchedInAnyCase()
    {
        await using var sidecar = await SidecarProcess.StartAsync(
            Yaml.Component("store", "state.redis", ("REDISHOST", await servers.RedisHostAsync()), ("somethingElse", "x")));

        Assert.Equal(["store"], await LoadedAsync(sidecar));
    }

    [Fact]
    public async Task Versions_EmptyAndV0_AreTheInitialOne()
    {
        await using var sidecar = await SidecarProcess.StartAsync(Yaml.Join(
            "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata: {name: unversioned}\nspec: {type: state.in-memory}\n", Yaml.Component("early", Memory, "v0", "")));

        Assert.Equal(["early", "unversioned"], await LoadedAsync(sidecar));
    }

    [Fact]
    public async Task Scopes_AndDeniedTypes_KeepComponentsOut()
    {
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarSettings
        {
            AppId = "orders",
            Resources = Yaml.Join(
                Yaml.Component("mine", Memory) + "scopes: [orders, billing]\n", Yaml.Component("theirs", Memory) + "scopes: [billing]\n", Yaml.Component("everyones", Memory)),
        });

        Assert.Equal(["everyones", "mine"], await LoadedAsync(sidecar));
    }

    [Theory]
    [InlineData("state.in-memory")]
    [InlineData("state.in-memory/v1")]
    public async Task DeniedType_StopsTheStart(string denied)
    {
        var output = await SidecarProcess.StartFailsAsync(new SidecarSettings
        {
            Resources = Yaml.Component("refused", Memory),
            Config = Yaml.Configuration($"  components:\n    deny: [\"{denied}\"]\n"),
        });

        Assert.Contains("refused", output);
    }

    [Fact]
    public async Task Namespace_IsComparedOnlyWhereTheSidecarHasOne()
    {
        var resources = Yaml.Join(
            Yaml.Component("here", Memory).Replace("  name: here\n", "  name: here\n  namespace: prod\n", StringComparison.Ordinal),
            Yaml.Component("there", Memory).Replace("  name: there\n", "  name: there\n  namespace: test\n", StringComparison.Ordinal));
        await using var without = await SidecarProcess.StartAsync(resources);
        await using var within = await SidecarProcess.StartAsync(new SidecarSettings { Resources = resources, Environment = new Dictionary<string, string> { ["NAMESPACE"] = "prod" } });

        Assert.Equal(["here", "there"], await LoadedAsync(without));
        Assert.Equal(["here"], await LoadedAsync(within));
    }

    [Fact]
    public async Task Values_ComeFromSecretsAndTheEnvironment_WhateverTheOrderOfTheFiles()
    {
        await using var sidecar = await WithValuesAsync("secretKeyRef: {name: redis, key: host}", "auth: {secretStore: secrets}\n");
        await using var byEnvironment = await WithValuesAsync("envRef: REDIS_ADDRESS", "");

        Assert.Contains("store", await LoadedAsync(sidecar));
        Assert.Contains("store", await LoadedAsync(byEnvironment));
    }

    [Fact]
    public async Task SecretKeyRef_WithoutKey_MeansTheName()
    {
        var file = Path.Combine(_values.FullName, "s.json");
        await File.WriteAllTextAsync(file, $$"""{"address":"{{await servers.RedisHostAsync()}}"}""", TestContext.Current.CancellationToken);
        await using var sidecar = await SidecarProcess.StartAsync(Yaml.Join(
            Yaml.Component("store", "state.redis") + "  metadata:\n    - name: redisHost\n      secretKeyRef: {name: address}\nauth: {secretStore: secrets}\n",
            Yaml.Component("secrets", "secretstores.local.file", ("secretsFile", file))));

        Assert.Equal(["secrets", "store"], await LoadedAsync(sidecar));
    }

    [Theory]
    [InlineData("APP_API_TOKEN")]
    [InlineData("app_api_token")]
    [InlineData("DAPR_HOST")]
    public async Task EnvRef_OfAForbiddenVariable_IsEmpty(string variable)
    {
        var output = await SidecarProcess.StartFailsAsync(new SidecarSettings
        {
            Resources = Yaml.Component("store", "state.redis") + $"  metadata:\n    - name: redisHost\n      envRef: {variable}\n",
            Environment = new Dictionary<string, string> { [variable] = await servers.RedisHostAsync() },
        });

        Assert.Contains("store", output);
    }

    [Fact]
    public async Task SecretStoreThatIsNotLoaded_ParksTheComponent()
    {
        await using var sidecar = await SidecarProcess.StartAsync(Yaml.Join(
            Yaml.Component("parked", "state.redis") + "  metadata:\n    - name: redisHost\n      secretKeyRef: {name: a, key: b}\nauth: {secretStore: absent}\n", Yaml.Component("store", Memory)));

        Assert.Equal(["store"], await LoadedAsync(sidecar));
        await (await sidecar.GetAsync("/v1.0/state/parked/k")).IsErrorAsync(400, "ERR_STATE_STORE_NOT_FOUND");
    }

    [Fact]
    public async Task Placeholders_AreFilledIn()
    {
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarSettings
        {
            AppId = "orders",
            Resources = Yaml.Component("store", "state.redis", ("redisHost", await servers.RedisHostAsync()), ("keyPrefix", "of-{appID}")),
        });
        using var redis = await servers.RawRedisAsync();
        var key = Guid.NewGuid().ToString("N");

        await (await sidecar.PostAsync("/v1.0/state/store", $$"""[{"key":"{{key}}","value":1}]""")).IsEmptyAsync();

        Assert.Equal("1", await redis.TextAsync("EXISTS", $"of-orders||{key}"));
    }

    [Fact]
    public async Task SameKeyTwiceInDifferentCasing_StopsTheStart()
    {
        var output = await SidecarProcess.StartFailsAsync(new SidecarSettings
        {
            Resources = Yaml.Component("twice", "state.redis", ("redisHost", await servers.RedisHostAsync()), ("REDISHOST", "other:1")),
        });

        Assert.Contains("twice", output);
    }

    [Theory]
    [InlineData(Memory, "v1", "ACTOR,DELETE_WITH_PREFIX,ETAG,KEYS_LIKE,TRANSACTIONAL,TTL")]
    [InlineData("bindings.cron", "v1", "INPUT_BINDING")]
    [InlineData("bindings.http", "v1", "OUTPUT_BINDING")]
    [InlineData("secretstores.local.env", "v1", "")]
    public async Task Metadata_ListTheComponentWithItsCapabilities(string type, string version, string capabilities)
    {
        await using var sidecar = await SidecarProcess.StartAsync(Yaml.Component("one", type, version, "", ("schedule", "@daily"), ("url", "http://127.0.0.1:1")));

        var component = (await (await sidecar.GetAsync("/v1.0/metadata")).JsonAsync()).GetProperty("components")[0];

        Assert.Equal(type, component.GetProperty("type").GetString());
        Assert.Equal(version, component.GetProperty("version").GetString());
        Assert.Equal(capabilities, string.Join(',', component.GetProperty("capabilities").EnumerateArray().Select(word => word.GetString()).Order(StringComparer.Ordinal)));
    }

    private async Task<SidecarProcess> WithValuesAsync(string reference, string auth)
    {
        var file = Path.Combine(_values.FullName, "s.json");
        var host = await servers.RedisHostAsync();
        await File.WriteAllTextAsync(file, $$$"""{"redis":{"host":"{{{host}}}"}}""");
        return await SidecarProcess.StartAsync(new SidecarSettings
        {
            Resources = Yaml.Join(
                Yaml.Component("store", "state.redis") + $"  metadata:\n    - name: redisHost\n      {reference}\n{auth}",
                Yaml.Component("secrets", "secretstores.local.file", ("secretsFile", file), ("multiValued", "true"))),
            Environment = new Dictionary<string, string> { ["REDIS_ADDRESS"] = host },
        });
    }

    private static async Task<string[]> LoadedAsync(SidecarProcess sidecar) =>
        [.. (await (await sidecar.GetAsync("/v1.0/metadata")).JsonAsync()).GetProperty("components").EnumerateArray()
            .Select(component => component.GetProperty("name").GetString()!).Order(StringComparer.Ordinal)];
}
