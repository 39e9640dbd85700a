using System.Net;
using System.Net.Http.Headers;
using OpenClaw.Contracts;
using OpenClaw.Gateway.Tests.Support;

namespace OpenClaw.Gateway.Tests.SignIn;

/// <summary>Tokens of the provider open the door; anything bent does not.</summary>
public sealed class BearerTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    [Fact]
    public async Task Token_OfTheProvider_IsAccepted()
    {
        using var response = await AskAsync(await gateway.TokenAsync("sarah"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Token_ForTheClientItself_IsAccepted()
    {
        using var response = await AskAsync(await gateway.TokenAsync("sarah", audience: "openclaw-web"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("expired")]
    [InlineData("not-yet-valid")]
    [InlineData("future-issued")]
    [InlineData("foreign-audience")]
    [InlineData("no-audience")]
    [InlineData("wrong-issuer")]
    [InlineData("alg-none")]
    [InlineData("alg-hs256")]
    [InlineData("unknown-kid")]
    [InlineData("forged")]
    [InlineData("no-subject")]
    [InlineData("no-expiry")]
    [InlineData("duplicate-claim")]
    [InlineData("crit")]
    public async Task Token_Bent_IsInvalid(string variant)
    {
        using var response = await AskAsync(await gateway.TokenAsync("sarah", variant));

        await Problems.AssertAsync(response, HttpStatusCode.Unauthorized, ErrorCodes.InvalidToken);
        Assert.Equal("Bearer error=\"invalid_token\"", response.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task Token_WithoutTenant_IsForbidden()
    {
        using var response = await AskAsync(await gateway.TokenAsync("sarah", "no-tenant"));

        await Problems.AssertAsync(response, HttpStatusCode.Forbidden, ErrorCodes.Forbidden);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Basic dXNlcjpwYXNz")]
    [InlineData("Bearer")]
    [InlineData("Bearer two parts")]
    [InlineData("Bearer not.a.token")]
    public async Task Header_NotABearerToken_IsRefused(string header)
    {
        using var browser = gateway.NewBrowser();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/api/v1/briefings/today", UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Authorization", header);

        using var response = await browser.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.StartsWith("Bearer", response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_IsAskedToSignIn()
    {
        using var browser = gateway.NewBrowser();

        using var response = await browser.GetAsync("/api/v1/briefings/today");

        await Problems.AssertAsync(response, HttpStatusCode.Unauthorized, ErrorCodes.MissingToken);
    }

    [Fact]
    public async Task Token_SignedByARotatedKey_IsAcceptedAtOnce()
    {
        using var before = await AskAsync(await gateway.TokenAsync("mike"));
        gateway.Clock.Advance(TimeSpan.FromSeconds(2));
        await gateway.RotateProviderKeysAsync();

        using var after = await AskAsync(await gateway.TokenAsync("mike"));

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
    }

    private async Task<HttpResponseMessage> AskAsync(string token)
    {
        using var browser = gateway.NewBrowser();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/api/v1/auth/userinfo", UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await browser.SendAsync(request);
    }
}
