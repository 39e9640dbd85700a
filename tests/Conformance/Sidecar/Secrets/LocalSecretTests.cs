using System.Net;
using System.Text.Json;
using OpenClaw.Sidecar.Conformance.Support;

namespace OpenClaw.Sidecar.Conformance.Secrets;

/// <summary>HTTP reference 8 and components 5: secrets of a file and of the environment, and who may read them.</summary>
public sealed class LocalSecretTests(LocalSecretTests.Fixture fixture) : IClassFixture<LocalSecretTests.Fixture>
{
    public sealed class Fixture : SidecarFixture
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sidecar-conformance-secrets-");

        protected override async Task<SidecarSettings> SettingsAsync()
        {
            var file = Path.Combine(_folder.FullName, "secrets.json");
            await File.WriteAllTextAsync(file, """{"plain":"p","number":7,"db":{"user":"u","hosts":["h0","h1"],"deep":{"er":"d"}}}""");
            (string, string) secrets = ("secretsFile", file);
            return new SidecarSettings
            {
                Resources = Yaml.Join(
                    Yaml.Component("file", "secretstores.local.file", secrets),
                    Yaml.Component("dotted", "secretstores.local.file", secrets, ("nestedSeparator", ".")),
                    Yaml.Component("multi", "secretstores.local.file", secrets, ("multiValued", "true")),
                    Yaml.Component("open", "secretstores.local.file", secrets),
                    Yaml.Component("listed", "secretstores.local.file", secrets),
                    Yaml.Component("closed", "secretstores.local.file", secrets),
                    Yaml.Component("env", "secretstores.local.env"),
                    Yaml.Component("prefixed", "secretstores.local.env", ("prefix", "SHOP_"))),
                Config = Yaml.Configuration("""
                      secrets:
                        scopes:
                          - {storeName: open, deniedSecrets: [plain]}
                          - {storeName: listed, defaultAccess: deny, allowedSecrets: [plain]}
                          - {storeName: closed, defaultAccess: deny}

                    """),
                Environment = new Dictionary<string, string> { ["SHOP_COLOUR"] = "blue", ["APP_API_TOKEN"] = "hidden", ["DAPR_SECRET"] = "hidden" },
            };
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            _folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("file", "plain", """{"plain":"p"}""")]
    [InlineData("file", "number", """{"number":"7"}""")]
    [InlineData("file", "db:user", """{"db:user":"u"}""")]
    [InlineData("file", "db:hosts:1", """{"db:hosts:1":"h1"}""")]
    [InlineData("file", "db:deep:er", """{"db:deep:er":"d"}""")]
    [InlineData("dotted", "db.deep.er", """{"db.deep.er":"d"}""")]
    [InlineData("env", "SHOP_COLOUR", """{"SHOP_COLOUR":"blue"}""")]
    [InlineData("prefixed", "COLOUR", """{"COLOUR":"blue"}""")]
    [InlineData("env", "NOBODY_SET_THIS", """{"NOBODY_SET_THIS":""}""")]
    [InlineData("env", "APP_API_TOKEN", """{"APP_API_TOKEN":""}""")]
    [InlineData("env", "DAPR_SECRET", """{"DAPR_SECRET":""}""")]
    public async Task Get_AnswersTheKeysOfTheSecret(string store, string name, string expected)
    {
        var sidecar = await fixture.SidecarAsync();

        var answer = await sidecar.GetAsync($"/v1.0/secrets/{store}/{name}");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(expected, JsonSerializer.Serialize(await answer.JsonAsync()));
    }

    [Fact]
    public async Task MultiValued_MakesTheFirstLevelTheSecret()
    {
        var sidecar = await fixture.SidecarAsync();

        var secret = await (await sidecar.GetAsync("/v1.0/secrets/multi/db")).JsonAsync();

        Assert.Equal("u", secret.GetProperty("user").GetString());
        Assert.Equal("h0", secret.GetProperty("hosts:0").GetString());
        Assert.Equal("d", secret.GetProperty("deep:er").GetString());
    }

    [Fact]
    public async Task Bulk_AnswersAllSecrets()
    {
        var sidecar = await fixture.SidecarAsync();

        var all = await (await sidecar.GetAsync("/v1.0/secrets/file/bulk")).JsonAsync();

        Assert.Equal(["db:deep:er", "db:hosts:0", "db:hosts:1", "db:user", "number", "plain"], all.EnumerateObject().Select(one => one.Name).Order(StringComparer.Ordinal));
        Assert.Equal("u", all.GetProperty("db:user").GetProperty("db:user").GetString());
    }

    [Fact]
    public async Task Bulk_OfTheEnvironment_HidesTheSidecarsOwn()
    {
        var sidecar = await fixture.SidecarAsync();

        var all = await (await sidecar.GetAsync("/v1.0/secrets/env/bulk")).JsonAsync();

        Assert.Equal("blue", all.GetProperty("SHOP_COLOUR").GetProperty("SHOP_COLOUR").GetString());
        Assert.False(all.TryGetProperty("APP_API_TOKEN", out _));
        Assert.False(all.TryGetProperty("DAPR_SECRET", out _));
    }

    [Theory]
    [InlineData("open", "plain", 403)]
    [InlineData("open", "number", 200)]
    [InlineData("listed", "plain", 200)]
    [InlineData("listed", "number", 403)]
    [InlineData("closed", "plain", 403)]
    [InlineData("file", "plain", 200)]
    public async Task Scopes_DecideWhatMayBeRead(string store, string name, int status)
    {
        var sidecar = await fixture.SidecarAsync();

        var answer = await sidecar.GetAsync($"/v1.0/secrets/{store}/{name}");

        Assert.Equal(status, (int)answer.StatusCode);
        if (status == 403)
        {
            await answer.IsErrorAsync(403, "ERR_PERMISSION_DENIED");
        }
    }

    [Theory]
    [InlineData("open", 5)]
    [InlineData("listed", 1)]
    [InlineData("closed", 0)]
    public async Task Bulk_IsFilteredByScopes(string store, int count)
    {
        var sidecar = await fixture.SidecarAsync();

        Assert.Equal(count, (await (await sidecar.GetAsync($"/v1.0/secrets/{store}/bulk")).JsonAsync()).EnumerateObject().Count());
    }

    [Fact]
    public async Task UnknownSecret_Is500_UnknownStore_Is401()
    {
        var sidecar = await fixture.SidecarAsync();

        await (await sidecar.GetAsync("/v1.0/secrets/file/nothing")).IsErrorAsync(500, "ERR_SECRET_GET");
        await (await sidecar.GetAsync("/v1.0/secrets/nowhere/plain")).IsErrorAsync(401, "ERR_SECRET_STORE_NOT_FOUND");
        await (await sidecar.GetAsync("/v1.0/secrets/nowhere/bulk")).IsErrorAsync(401, "ERR_SECRET_STORE_NOT_FOUND");
    }

    [Fact]
    public async Task NoSecretStoreAtAll_Is500()
    {
        await using var sidecar = await SidecarProcess.StartAsync("");

        await (await sidecar.GetAsync("/v1.0/secrets/any/one")).IsErrorAsync(500, "ERR_SECRET_STORES_NOT_CONFIGURED");
    }

    [Theory]
    [InlineData("/there/is/no/such/file.json", null)]
    [InlineData(null, "{ not json")]
    public async Task FileThatCannotBeRead_StopsTheStart(string? path, string? text)
    {
        var folder = Directory.CreateTempSubdirectory("sidecar-conformance-secrets-");
        path ??= Path.Combine(folder.FullName, "bad.json");
        if (text is not null)
        {
            await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        }

        var output = await SidecarProcess.StartFailsAsync(new SidecarSettings { Resources = Yaml.Component("broken", "secretstores.local.file", ("secretsFile", path)) });

        Assert.Contains("broken", output);
        folder.Delete(recursive: true);
    }
}
