using System.Text.Json;
using OpenClaw.Sidecar.Conformance.Support;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Conformance.Configuration;

/// <summary>HTTP reference 9 with <c>configuration.redis</c>.</summary>
public sealed class RedisConfigurationTests(RedisConfigurationTests.Fixture fixture) : IClassFixture<RedisConfigurationTests.Fixture>
{
    /// <summary>A database of its own, because a store without asked keys reads all of it.</summary>
    private const string Database = "9";

    public sealed class Fixture(Servers servers) : SidecarFixture
    {
        public Servers Servers { get; } = servers;

        public TestApp App { get; private set; } = null!;

        protected override async Task<SidecarSettings> SettingsAsync()
        {
            App = await TestApp.StartAsync();
            return new SidecarSettings
            {
                App = App,
                Resources = Yaml.Component("settings", "configuration.redis", ("redisHost", await Servers.RedisHostAsync()), ("redisDB", Database)),
            };
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            if (App is not null)
            {
                await App.DisposeAsync();
            }
        }
    }

    [Theory]
    [InlineData("v1.0")]
    [InlineData("v1.0-alpha1")]
    public async Task Get_AnswersValueAndVersion_OfTheKeysAsked(string version)
    {
        var (sidecar, redis) = await StartAsync();
        await redis.CommandAsync("MSET", "get-a", "blue||7", "get-b", "plain", "get-c", "a||b||9");

        var answer = await sidecar.GetAsync($"/{version}/configuration/settings?key=get-a&key=get-b&key=get-c&key=get-none");

        Assert.Equal("""{"get-a":{"value":"blue","version":"7"},"get-b":{"value":"plain"},"get-c":{"value":"a||b","version":"9"}}""", JsonSerializer.Serialize(await answer.JsonAsync()));
    }

    [Fact]
    public async Task Get_WithoutKeys_AnswersAll()
    {
        var (sidecar, redis) = await StartAsync();
        await redis.CommandAsync("SET", "all-a", "1");

        Assert.True((await (await sidecar.GetAsync("/v1.0/configuration/settings")).JsonAsync()).TryGetProperty("all-a", out _));
    }

    [Fact]
    public async Task Get_OfNothing_Is204()
    {
        var (sidecar, _) = await StartAsync();

        await (await sidecar.GetAsync("/v1.0/configuration/settings?key=nothing-here")).IsEmptyAsync();
    }

    [Fact]
    public async Task Subscribe_PushesChangesToTheApp_AndADeletionAsAnEmptyItem()
    {
        var (sidecar, redis) = await StartAsync();
        fixture.App.On("/configuration/settings/push-a", 200);

        var id = (await (await sidecar.GetAsync("/v1.0/configuration/settings/subscribe?key=push-a")).JsonAsync()).GetProperty("id").GetString();
        await redis.CommandAsync("SET", "push-a", "red||2");
        var set = (await fixture.App.WaitForAsync("/configuration/settings/push-a"))[0];
        await redis.CommandAsync("DEL", "push-a");
        var deleted = (await fixture.App.WaitForAsync("/configuration/settings/push-a", 2))[1];

        Assert.Equal($$$$"""{"id":"{{{{id}}}}","items":{"push-a":{"value":"red","version":"2"}}}""", set.Body.TrimEnd());
        Assert.Equal("application/json", set.Headers["Content-Type"]);
        var item = JsonDocument.Parse(deleted.Body).RootElement.GetProperty("items").GetProperty("push-a");
        Assert.True(!item.TryGetProperty("value", out var value) || value.GetString() == "");
    }

    [Fact]
    public async Task Unsubscribe_EndsThePushes()
    {
        var (sidecar, redis) = await StartAsync();
        fixture.App.On("/configuration/settings/end-a", 200).On("/configuration/settings/end-b", 200);
        var id = (await (await sidecar.GetAsync("/v1.0/configuration/settings/subscribe?key=end-a")).JsonAsync()).GetProperty("id").GetString();
        await sidecar.GetAsync("/v1.0/configuration/settings/subscribe?key=end-b");

        var answer = await sidecar.GetAsync($"/v1.0/configuration/settings/{id}/unsubscribe");
        await redis.CommandAsync("MSET", "end-a", "1", "end-b", "1");
        await fixture.App.WaitForAsync("/configuration/settings/end-b");

        Assert.Equal("""{"ok":true}""", await answer.Content.ReadAsStringAsync());
        Assert.Empty(fixture.App.Of("/configuration/settings/end-a"));
    }

    [Fact]
    public async Task Unsubscribe_OfAnUnknownId_Is500WithAMessage()
    {
        var (sidecar, _) = await StartAsync();

        var answer = await sidecar.GetAsync("/v1.0/configuration/settings/no-such-id/unsubscribe");

        Assert.Equal(500, (int)answer.StatusCode);
        var body = await answer.JsonAsync();
        Assert.NotEmpty(body.GetProperty("message").GetString()!);
        Assert.False(body.TryGetProperty("ok", out _));
    }

    [Fact]
    public async Task Errors_AreTheDocumentedOnes()
    {
        var (sidecar, _) = await StartAsync();
        await using var bare = await SidecarProcess.StartAsync("");
        await using var appless = await SidecarProcess.StartAsync(Yaml.Component("settings", "configuration.redis", ("redisHost", await fixture.Servers.RedisHostAsync())));

        await (await sidecar.GetAsync("/v1.0/configuration/nowhere?key=a")).IsErrorAsync(400, "ERR_CONFIGURATION_STORE_NOT_FOUND");
        await (await bare.GetAsync("/v1.0/configuration/any?key=a")).IsErrorAsync(500, "ERR_CONFIGURATION_STORE_NOT_CONFIGURED");
        await (await appless.GetAsync("/v1.0/configuration/settings/subscribe?key=a")).IsErrorAsync(500, "ERR_APP_CHANNEL_NIL");
    }

    [Fact]
    public async Task ServerThatWentAway_Is500_AndIsFoundAgain()
    {
        await using var server = await RedisServer.StartAsync(TestContext.Current.CancellationToken);
        await using var sidecar = await SidecarProcess.StartAsync(Yaml.Component("settings", "configuration.redis", ("redisHost", $"127.0.0.1:{server.Port}")));
        await server.KillAsync();

        await (await sidecar.GetAsync("/v1.0/configuration/settings?key=a")).IsErrorAsync(500, "ERR_CONFIGURATION_GET");

        await server.RestartAsync(TestContext.Current.CancellationToken);
        await Eventually.AsyncTrue(async _ => (int)(await sidecar.GetAsync("/v1.0/configuration/settings?key=a")).StatusCode == 204, TimeSpan.FromSeconds(20), "the store answers again");
    }

    private async Task<(SidecarProcess Sidecar, RawRedis Redis)> StartAsync()
    {
        var sidecar = await fixture.SidecarAsync();
        var redis = await fixture.Servers.RawRedisAsync();
        await redis.CommandAsync("SELECT", Database);
        return (sidecar, redis);
    }
}
