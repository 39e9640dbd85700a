using OpenClaw.Sidecar.Conformance.Support;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Conformance.Locks;

/// <summary>HTTP reference 10 and components 7.</summary>
public sealed class LockTests(LockTests.Fixture fixture) : IClassFixture<LockTests.Fixture>
{
    public sealed class Fixture(Servers servers) : SidecarFixture
    {
        public Servers Servers { get; } = servers;

        protected override async Task<SidecarSettings> SettingsAsync()
        {
            var host = await Servers.RedisHostAsync();
            return new SidecarSettings
            {
                AppId = "guard",
                Resources = Yaml.Join(
                    Yaml.Component("locks", "lock.redis", ("redisHost", host)),
                    Yaml.Component("named", "lock.redis", ("redisHost", host), ("keyPrefix", "name")),
                    Yaml.Component("bare", "lock.redis", ("redisHost", host), ("keyPrefix", "none")),
                    Yaml.Component("own", "lock.redis", ("redisHost", host), ("keyPrefix", "mine"))),
            };
        }
    }

    [Fact]
    public async Task Lock_IsHeldByOne_AndNotRenewedByTheSame()
    {
        var resource = Resource();

        Assert.Equal("""{"success":true}""", await LockAsync(resource, "sarah"));
        Assert.Equal("""{"success":false}""", await LockAsync(resource, "mike"));
        Assert.Equal("""{"success":false}""", await LockAsync(resource, "sarah"));
    }

    [Fact]
    public async Task Unlock_TellsWhatItFound()
    {
        var resource = Resource();
        await LockAsync(resource, "sarah");

        Assert.Equal("""{"status":2}""", await UnlockAsync(resource, "mike"));
        Assert.Equal("""{"status":0}""", await UnlockAsync(resource, "sarah"));
        Assert.Equal("""{"status":1}""", await UnlockAsync(resource, "sarah"));
        Assert.Equal("""{"success":true}""", await LockAsync(resource, "mike"));
    }

    [Fact]
    public async Task Lock_EndsAfterItsExpiry()
    {
        var resource = Resource();
        await LockAsync(resource, "sarah", 1);

        await Eventually.AsyncTrue(async _ => await LockAsync(resource, "mike") == """{"success":true}""", TimeSpan.FromSeconds(10), "the lock expires");
    }

    [Theory]
    [InlineData("locks", "lock||guard||{0}")]
    [InlineData("named", "lock||named||{0}")]
    [InlineData("bare", "lock||{0}")]
    [InlineData("own", "lock||mine||{0}")]
    public async Task Lock_LiesUnderItsPhysicalKey_WithTheOwnerAsValue(string store, string physical)
    {
        var sidecar = await fixture.SidecarAsync();
        using var redis = await fixture.Servers.RawRedisAsync();
        var resource = Resource();

        await sidecar.PostAsync($"/v1.0-alpha1/lock/{store}", Body(resource, "sarah", 60));
        var key = physical.Replace("{0}", resource, StringComparison.Ordinal);

        Assert.Equal("sarah", await redis.TextAsync("GET", key));
        Assert.InRange(int.Parse((await redis.TextAsync("TTL", key))!, System.Globalization.CultureInfo.InvariantCulture), 50, 60);
    }

    [Theory]
    [InlineData("""{"resourceId":"","lockOwner":"a","expiryInSeconds":5}""")]
    [InlineData("""{"lockOwner":"a","expiryInSeconds":5}""")]
    [InlineData("""{"resourceId":"r","expiryInSeconds":5}""")]
    [InlineData("""{"resourceId":"r","lockOwner":"a","expiryInSeconds":0}""")]
    [InlineData("""{"resourceId":"r","lockOwner":"a","expiryInSeconds":-1}""")]
    [InlineData("""{"resourceId":"r","lockOwner":"a"}""")]
    [InlineData("""{"resourceId":5,"lockOwner":"a","expiryInSeconds":5}""")]
    [InlineData("nonsense")]
    public async Task BadLock_Is400(string body)
    {
        var sidecar = await fixture.SidecarAsync();

        await (await sidecar.PostAsync("/v1.0-alpha1/lock/locks", body)).IsErrorAsync(400, "ERR_MALFORMED_REQUEST");
    }

    [Theory]
    [InlineData("""{"resourceId":"","lockOwner":"a"}""")]
    [InlineData("""{"resourceId":"r"}""")]
    [InlineData("{")]
    public async Task BadUnlock_Is400(string body)
    {
        var sidecar = await fixture.SidecarAsync();

        await (await sidecar.PostAsync("/v1.0-alpha1/unlock/locks", body)).IsErrorAsync(400, "ERR_MALFORMED_REQUEST");
    }

    [Fact]
    public async Task Errors_AreTheDocumentedOnes()
    {
        var sidecar = await fixture.SidecarAsync();
        await using var bare = await SidecarProcess.StartAsync("");

        await (await sidecar.PostAsync("/v1.0-alpha1/lock/nowhere", Body("r", "a", 5))).IsErrorAsync(400, "ERR_LOCK_STORE_NOT_FOUND");
        await (await sidecar.PostAsync("/v1.0-alpha1/unlock/nowhere", Body("r", "a", 5))).IsErrorAsync(400, "ERR_LOCK_STORE_NOT_FOUND");
        await (await bare.PostAsync("/v1.0-alpha1/lock/any", Body("r", "a", 5))).IsErrorAsync(500, "ERR_LOCK_STORE_NOT_CONFIGURED");
    }

    [Fact]
    public async Task ServerThatWentAway_Is500()
    {
        await fixture.SidecarAsync();
        await using var server = await RedisServer.StartAsync(TestContext.Current.CancellationToken);
        await using var sidecar = await SidecarProcess.StartAsync(Yaml.Component("locks", "lock.redis", ("redisHost", $"127.0.0.1:{server.Port}")));
        await server.KillAsync();

        await (await sidecar.PostAsync("/v1.0-alpha1/lock/locks", Body("r", "a", 5))).IsErrorAsync(500, "ERR_TRY_LOCK");
        await (await sidecar.PostAsync("/v1.0-alpha1/unlock/locks", Body("r", "a", 5))).IsErrorAsync(500, "ERR_UNLOCK");
    }

    private static string Resource() => "r-" + Guid.NewGuid().ToString("N")[..10];

    private static string Body(string resource, string owner, int seconds) => $$"""{"resourceId":"{{resource}}","lockOwner":"{{owner}}","expiryInSeconds":{{seconds}}}""";

    private async Task<string> LockAsync(string resource, string owner, int seconds = 60) =>
        await (await (await fixture.SidecarAsync()).PostAsync("/v1.0-alpha1/lock/locks", Body(resource, owner, seconds))).Content.ReadAsStringAsync();

    private async Task<string> UnlockAsync(string resource, string owner) =>
        await (await (await fixture.SidecarAsync()).PostAsync("/v1.0-alpha1/unlock/locks", Body(resource, owner, 0))).Content.ReadAsStringAsync();
}
