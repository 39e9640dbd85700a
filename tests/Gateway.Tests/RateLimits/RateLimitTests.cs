using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using OpenClaw.Contracts;
using OpenClaw.Gateway.Tests.Support;

namespace OpenClaw.Gateway.Tests.RateLimits;

/// <summary>
/// Limits count over all replicas, say so in headers, and concern whom they name. Each test begins with
/// counters that nobody has touched.
/// </summary>
public sealed class RateLimitTests(LimitedGateways gateways) : IClassFixture<LimitedGateways>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await gateways.ForgetAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("GET", "/api/v1/audit", "sarah", 10, "audit-query")]
    [InlineData("GET", "/api/v1/metrics", "sarah", 10, "audit-query")]
    [InlineData("PUT", "/api/v1/policies/1", "eve", 6, "policy-change")]
    [InlineData("POST", "/api/v1/connectors", "eve", 5, "administration")]
    [InlineData("GET", "/api/v1/audit/export", "gus", 3, "export")]
    [InlineData("GET", "/api/v1/status", null, 8, "status")]
    public async Task Class_OverTwoReplicas_AllowsExactlyItsLimit(string method, string path, string? user, int limit, string policy)
    {
        LimitedGateways.RequireServers();
        var statuses = new List<HttpStatusCode>();
        HttpResponseMessage? last = null;
        for (var i = 0; i < limit + 4; i++)
        {
            last?.Dispose();
            last = await AskAsync(i % 2 == 0 ? gateways.First : gateways.Second, method, path, user, $"10.1.0.{limit}");
            statuses.Add(last.StatusCode);
        }

        Assert.Equal(4, statuses.Count(status => status == HttpStatusCode.TooManyRequests));
        Assert.All(statuses.Take(limit), status => Assert.NotEqual(HttpStatusCode.TooManyRequests, status));
        await Problems.AssertAsync(last!, HttpStatusCode.TooManyRequests, ErrorCodes.RateLimited);
        Assert.Equal(limit.ToString(CultureInfo.InvariantCulture), Header(last!, "RateLimit-Limit"));
        Assert.Equal("0", Header(last!, "RateLimit-Remaining"));
        Assert.StartsWith($"\"{policy}\"", Header(last!, "RateLimit-Policy"), StringComparison.Ordinal);
        Assert.InRange(int.Parse(Header(last!, "Retry-After"), CultureInfo.InvariantCulture), 1, 60);
        last!.Dispose();
    }

    [Fact]
    public async Task OneTenantsLimit_DoesNotHoldUpAnother()
    {
        LimitedGateways.RequireServers();
        for (var i = 0; i < 12; i++)
        {
            (await AskAsync(gateways.First, "DELETE", "/api/v1/policies/1", "olga", "10.2.0.1")).Dispose();
        }

        using var acme = await AskAsync(gateways.Second, "DELETE", "/api/v1/policies/1", "eve", "10.2.0.2");
        using var globex = await AskAsync(gateways.Second, "DELETE", "/api/v1/policies/1", "gus", "10.2.0.3");

        Assert.Equal(HttpStatusCode.TooManyRequests, acme.StatusCode);
        Assert.Equal(HttpStatusCode.OK, globex.StatusCode);
    }

    [Fact]
    public async Task EvaluatingPolicies_IsNoChange()
    {
        LimitedGateways.RequireServers();
        for (var i = 0; i < 20; i++)
        {
            using var response = await AskAsync(gateways.First, "POST", "/api/v1/policies/evaluate", "vera", "10.3.0.1");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Fact]
    public async Task Person_AtOnceOverTwoReplicas_IsCountedExactly()
    {
        LimitedGateways.RequireServers();
        var token = await gateways.First.TokenAsync("tom");
        var other = await gateways.Second.TokenAsync("tom");
        using var first = gateways.First.NewBrowser();
        using var second = gateways.Second.NewBrowser();

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i =>
            i % 2 == 0 ? first.AskAsync(HttpMethod.Get, "/api/v1/tasks", token) : second.AskAsync(HttpMethod.Get, "/api/v1/tasks", other)));

        Assert.Equal(40, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.Equal(60, answers.Count(answer => answer.StatusCode == HttpStatusCode.TooManyRequests));
        Assert.All(answers, answer => Assert.True(answer.Headers.Contains("RateLimit-Remaining")));
    }

    [Fact]
    public async Task Key_HasTheQuotaOfItsTier()
    {
        LimitedGateways.RequireServers();
        var basic = NewKey(KeyTier.Basic);
        var premium = NewKey(KeyTier.Premium);
        using var client = gateways.First.NewBrowser();
        var refused = 0;
        for (var i = 0; i < 15; i++)
        {
            refused += (await client.AskAsync(HttpMethod.Get, "/api/v1/tasks", basic)).StatusCode == HttpStatusCode.TooManyRequests ? 1 : 0;
        }

        using var response = await client.AskAsync(HttpMethod.Get, "/api/v1/tasks", premium);

        Assert.Equal(3, refused);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("100000", Header(response, "RateLimit-Limit"));
    }

    [Fact]
    public async Task Credentials_RecognisedFromTheRequestBefore_AreCountedOnceAndToldTheSame()
    {
        LimitedGateways.RequireServers();
        var key = NewKey(KeyTier.Standard);
        var told = new List<(string Policy, string Remaining)>();
        for (var i = 0; i < 5; i++)
        {
            using var response = await SendAsync(gateways.First, "GET", "/api/v1/tasks", key, "10.4.0.1");
            told.Add((Header(response, "RateLimit-Policy"), Header(response, "RateLimit-Remaining")));
        }

        Assert.Equal(Enumerable.Range(1, 5).Select(asked => ("\"key-standard\";q=10000;w=3600", $"{10_000 - asked}")), told);
    }

    [Fact]
    public async Task RefusedCredentials_EndTheTriesOfThatAddress_NotOfOthers()
    {
        LimitedGateways.RequireServers();
        var statuses = new List<int>();
        for (var i = 0; i < 8; i++)
        {
            using var response = await SendAsync(gateways.First, "GET", "/api/v1/auth/userinfo", "not.a.token", "203.0.113.7");
            statuses.Add((int)response.StatusCode);
        }

        var good = await gateways.Second.TokenAsync("nina");
        using var guesser = await SendAsync(gateways.Second, "GET", "/api/v1/auth/userinfo", good, "203.0.113.7");
        using var neighbour = await SendAsync(gateways.Second, "GET", "/api/v1/auth/userinfo", good, "203.0.113.8");
        using var anonymous = await SendAsync(gateways.Second, "GET", "/api/v1/auth/userinfo", null, "203.0.113.7");

        Assert.Equal([401, 401, 401, 401, 401, 429, 429, 429], statuses);
        Assert.Equal((429, 200, 401), ((int)guesser.StatusCode, (int)neighbour.StatusCode, (int)anonymous.StatusCode));
    }

    [Fact]
    public async Task ForwardedAddress_IsBelievedOnlyAsFarAsTheProxyWroteIt()
    {
        LimitedGateways.RequireServers();
        for (var i = 0; i < 6; i++)
        {
            // The client invents a new address each time; the proxy appends the true one.
            (await SendAsync(gateways.First, "GET", "/api/v1/auth/userinfo", "not.a.token", $"198.51.100.{i}, 203.0.113.99")).Dispose();
        }

        using var response = await SendAsync(gateways.First, "GET", "/api/v1/auth/userinfo", "not.a.token", "198.51.100.50, 203.0.113.99");

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
    }

    private static string Header(HttpResponseMessage response, string name) => string.Join(',', response.Headers.GetValues(name));

    private static async Task<HttpResponseMessage> AskAsync(RunningGateway gateway, string method, string path, string? user, string from) =>
        await SendAsync(gateway, method, path, user is null ? null : await gateway.TokenAsync(user), from);

    private static async Task<HttpResponseMessage> SendAsync(RunningGateway gateway, string method, string path, string? token, string from)
    {
        using var client = gateway.NewBrowser();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", from);
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        }

        var response = await client.SendAsync(request);
        await response.Content.LoadIntoBufferAsync();
        return response;
    }

    private string NewKey(KeyTier tier)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var hash = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(secret)));
        gateways.First.Sidecar.ApiKeys[id] = new ApiKeyEntry(id, "acme", "svc-" + tier, hash, tier, ["assistant.use"]);
        return $"oca_{id}_{secret}";
    }
}

/// <summary>Without the counters each replica enforces its share, and answers as quickly as before.</summary>
public sealed class RateLimitOutageTests(LimitedGateways gateways) : IClassFixture<LimitedGateways>
{
    [Fact]
    public async Task WhenRedisIsGone_EachReplicaAllowsItsShare_NeverEverything()
    {
        LimitedGateways.RequireServers();
        using var first = gateways.First.NewBrowser();
        using var second = gateways.Second.NewBrowser();
        var (one, two) = (await gateways.First.TokenAsync("mike"), await gateways.Second.TokenAsync("mike"));
        (await first.AskAsync(HttpMethod.Get, "/api/v1/audit", one)).Dispose();
        await gateways.StopRedisAsync();

        var statuses = new List<int>();
        for (var i = 0; i < 30; i++)
        {
            using var response = i % 2 == 0
                ? await first.AskAsync(HttpMethod.Get, "/api/v1/audit", one)
                : await second.AskAsync(HttpMethod.Get, "/api/v1/audit", two);
            statuses.Add((int)response.StatusCode);
            Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.TooManyRequests, await response.Content.ReadAsStringAsync());
        }

        // Two replicas with half of ten each; a minute may turn while the test runs, which grants the share once more.
        Assert.InRange(statuses.Count(status => status == 200), 10, 20);
        Assert.Equal(429, statuses[^1]);
    }
}
