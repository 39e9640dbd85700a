using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OpenClaw.Contracts;
using OpenClaw.Gateway.Tests.Support;

namespace OpenClaw.Gateway.Tests.SignIn;

/// <summary>Programs come in with a key, as themselves and with what the key was given; a revoked key is dead within five seconds.</summary>
public sealed class ApiKeyTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    [Fact]
    public async Task Key_ThatIsKnown_IsTheServiceAccountWithItsScopes()
    {
        var (key, _) = NewKey("assistant.use");
        using var client = gateway.NewBrowser();

        using var who = await client.AskAsync(HttpMethod.Get, "/api/v1/auth/userinfo", key);
        using var forwarded = await client.AskAsync(HttpMethod.Get, "/api/v1/tasks/of-the-build-bot", key);

        var info = await who.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(("svc-build", "acme"), (info.GetProperty("userId").GetString(), info.GetProperty("tenantId").GetString()));
        Assert.Equal(HttpStatusCode.OK, forwarded.StatusCode);
        var call = Assert.Single(gateway.Sidecar.Invocations, call => call.RawTarget.EndsWith("/of-the-build-bot", StringComparison.Ordinal));
        var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(call.Headers["Authorization"].Split('.')[1])).RootElement;
        Assert.Equal("service_account", Assert.Single(claims.GetProperty("roles").EnumerateArray()).GetString());
        Assert.Equal(["assistant.use", "identity.read"], claims.GetProperty("scp").EnumerateArray().Select(scope => scope.GetString()));
        Assert.DoesNotContain(key, string.Join('\n', call.Headers.Values), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DELETE", "/api/v1/users/sarah/sessions")]
    [InlineData("GET", "/api/v1/auth/sessions")]
    [InlineData("DELETE", "/api/v1/auth/sessions")]
    public async Task Key_WithEveryScope_HasNothingThatIsForPeople(string method, string path)
    {
        var (key, _) = NewKey([.. ServiceDefaults.Identity.Permissions.All]);
        using var client = gateway.NewBrowser();

        using var response = await client.AskAsync(new HttpMethod(method), path, key);

        await Problems.AssertAsync(response, HttpStatusCode.Forbidden, ErrorCodes.Forbidden);
    }

    [Fact]
    public async Task Key_Bent_IsRefused()
    {
        var (key, id) = NewKey("assistant.use");
        using var client = gateway.NewBrowser();
        string[] bent =
        [
            key[..^1] + (key[^1] == 'A' ? 'B' : 'A'), key[..^1], key + "A", key.ToUpperInvariant(), "oca_", "oca__", $"oca_{id}", $"oca_{id}_",
            $"oca_{new string('0', 16)}_{key[^43..]}", $"oca_{id}_{new string('A', 43)}", "oca_../../../tenants_" + key[^43..], $"oca_{id[..15]}%_{key[^43..]}",
        ];

        foreach (var text in bent)
        {
            using var response = await client.AskAsync(HttpMethod.Get, "/api/v1/auth/userinfo", text);
            await Problems.AssertAsync(response, HttpStatusCode.Unauthorized, ErrorCodes.InvalidToken);
        }
    }

    [Fact]
    public async Task Key_WhenRevoked_IsRefusedWithinFiveSeconds_AndAskedForOnlyNowAndThen()
    {
        var (key, id) = NewKey("assistant.use");
        using var client = gateway.NewBrowser();
        var before = gateway.Sidecar.KeyLookups;
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await client.AskAsync(HttpMethod.Get, "/api/v1/auth/userinfo", key)).StatusCode);
        }

        var lookups = gateway.Sidecar.KeyLookups - before;
        gateway.Sidecar.ApiKeys.TryRemove(id, out _);
        gateway.Clock.Advance(TimeSpan.FromSeconds(5));
        using var after = await client.AskAsync(HttpMethod.Get, "/api/v1/auth/userinfo", key);

        Assert.InRange(lookups, 1, 5);
        await Problems.AssertAsync(after, HttpStatusCode.Unauthorized, ErrorCodes.InvalidToken);
    }

    [Fact]
    public async Task Key_PastItsEnd_IsRefusedEvenWhenStillListed()
    {
        var (key, _) = NewKey(["assistant.use"], gateway.Clock.GetUtcNow().AddSeconds(-1));
        using var client = gateway.NewBrowser();

        using var response = await client.AskAsync(HttpMethod.Get, "/api/v1/auth/userinfo", key);

        await Problems.AssertAsync(response, HttpStatusCode.Unauthorized, ErrorCodes.InvalidToken);
    }

    private (string Key, string Id) NewKey(params string[] scopes) => NewKey(scopes, null);

    private (string Key, string Id) NewKey(string[] scopes, DateTimeOffset? expiresAt)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var hash = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(secret)));
        gateway.Sidecar.ApiKeys[id] = new ApiKeyEntry(id, "acme", "svc-build", hash, KeyTier.Basic, scopes) { ExpiresAt = expiresAt };
        return ($"oca_{id}_{secret}", id);
    }
}
