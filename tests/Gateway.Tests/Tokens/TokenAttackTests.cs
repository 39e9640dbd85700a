using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using OpenClaw.Contracts;

namespace OpenClaw.Gateway.Tests.Tokens;

/// <summary>Good tokens of an independent library are believed; a hundred bent ones are not, and none makes us fetch anything.</summary>
public sealed class TokenAttackTests(ForgedGateway forged, ITestOutputHelper output) : IClassFixture<ForgedGateway>
{
    private const string UserInfo = "/api/v1/auth/userinfo";

    [Fact]
    public async Task Good_OfEveryAlgorithm_AreAcceptedForTheirCompany()
    {
        foreach (var (name, token) in forged.Tokens.Good)
        {
            using var response = await AskAsync(token);
            Assert.True(response.StatusCode == HttpStatusCode.OK, $"{name}: {await response.Content.ReadAsStringAsync()}");
            var person = await response.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal((ForgedGateway.Tenant, "ines"), (person.GetProperty("tenantId").GetString(), person.GetProperty("userId").GetString()));
        }
    }

    [Fact]
    public async Task Group_MappedToACustomRole_BringsTheRoleItInheritsFrom()
    {
        using var response = await AskAsync(forged.Tokens.Good["ES256"]);

        var person = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(["release_manager", "team_lead", "user"], person.GetProperty("roles").EnumerateArray().Select(role => role.GetString()));
    }

    [Fact]
    public async Task Bent_InEveryWay_AreRefused()
    {
        var believed = new List<string>();
        foreach (var (name, token) in forged.Tokens.Bent)
        {
            using var response = await AskAsync(token);
            if (response.StatusCode != HttpStatusCode.Unauthorized)
            {
                believed.Add($"{name}: {(int)response.StatusCode}");
            }
        }

        output.WriteLine($"{forged.Tokens.Bent.Count} bent tokens refused, made with jose");
        Assert.True(forged.Tokens.Bent.Count >= 60, $"only {forged.Tokens.Bent.Count} variants");
        Assert.True(believed.Count == 0, string.Join('\n', believed));
        Assert.Equal(0, forged.Company.EvilFetches);
    }

    [Fact]
    public async Task Bent_WithUnknownKeyIds_AreNoWayToFloodTheProvider()
    {
        Assert.NotEmpty(forged.Tokens.Bent);
        var before = forged.Company.KeyFetches;
        for (var i = 0; i < 50; i++)
        {
            (await AskAsync(forged.Tokens.Bent["unknown key id"])).Dispose();
        }

        // The pause between two fetches is a second here; the loop takes a few at most.
        Assert.InRange(forged.Company.KeyFetches - before, 0, 10);
    }

    [Fact]
    public async Task Genuine_ButForSomebodyElsesCompany_OpenNothing()
    {
        foreach (var (name, token) in forged.Tokens.Foreign)
        {
            using var response = await AskAsync(token);
            Assert.True(response.StatusCode == HttpStatusCode.Forbidden, $"{name}: {(int)response.StatusCode}");
        }
    }

    [Fact]
    public async Task DeploymentsProvider_DoesNotSpeakForACompanyWithItsOwn()
    {
        Assert.NotEmpty(forged.Tokens.Good);
        using var client = forged.Gateway.NewBrowser();
        forged.Gateway.Sidecar.Tenants["acme"] = forged.Gateway.Sidecar.Tenants["acme"] with { OidcIssuer = forged.Company.Issuer };
        try
        {
            await Testing.Eventually.AsyncTrue(
                async _ => (await client.AskAsync(HttpMethod.Get, UserInfo, await forged.Gateway.TokenAsync("sarah"))).StatusCode == HttpStatusCode.Forbidden,
                TimeSpan.FromSeconds(5), "tokens of the old provider are refused", () => "", TestContext.Current.CancellationToken);
        }
        finally
        {
            await RestoreAsync("acme", "sarah");
        }
    }

    [Theory]
    [InlineData("/api/v1/auth/login?tenant=initech")]
    [InlineData("/api/v1/auth/login?loginHint=ines@initech.example")]
    [InlineData("/api/v1/auth/login?loginHint=INES@Initech.Example")]
    public async Task SignIn_GoesToTheCompanysProvider(string path)
    {
        Assert.NotEmpty(forged.Tokens.Good);
        using var browser = forged.Gateway.NewBrowser();

        using var response = await browser.GetAsync(path);

        Assert.StartsWith($"{forged.Company.Issuer}/authorize?", response.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Company_Suspended_IsOutWithinFiveSeconds_SessionsAndTokensAlike()
    {
        Assert.NotEmpty(forged.Tokens.Good);
        using var vera = forged.Gateway.NewBrowser();
        using var signIn = await vera.SignInAsync("vera");
        var token = await forged.Gateway.TokenAsync("vera");
        forged.Gateway.Sidecar.Tenants["globex"] = new TenantEntry("globex", "Globex Labs", TenantStatus.Suspended);
        try
        {
            await Testing.Eventually.AsyncTrue(
                async _ => (await vera.GetAsync(UserInfo)).StatusCode == HttpStatusCode.Forbidden,
                TimeSpan.FromSeconds(5), "the session is refused", () => "", TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync(token)).StatusCode);
            using var again = forged.Gateway.NewBrowser();
            Assert.Equal(HttpStatusCode.Forbidden, (await again.SignInAsync("vera")).StatusCode);
        }
        finally
        {
            await RestoreAsync("globex", "vera");
        }
    }

    private async Task RestoreAsync(string tenant, string user)
    {
        forged.Gateway.Sidecar.Tenants[tenant] = new TenantEntry(tenant, tenant, TenantStatus.Active);
        await Testing.Eventually.AsyncTrue(
            async _ => (await AskAsync(await forged.Gateway.TokenAsync(user))).StatusCode == HttpStatusCode.OK,
            TimeSpan.FromSeconds(10), "the company is back", () => "", TestContext.Current.CancellationToken);
    }

    private async Task<HttpResponseMessage> AskAsync(string token)
    {
        using var client = forged.Gateway.NewBrowser();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(UserInfo, UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        return await client.SendAsync(request);
    }
}
