using System.Net;
using System.Web;
using OpenClaw.Gateway.Tests.Support;

namespace OpenClaw.Gateway.Tests.SignIn;

/// <summary>Behind TLS the gateway is as strict as browsers allow, whatever the request claims about itself.</summary>
public sealed class SecureAddressTests
{
    [Fact]
    public async Task Login_UnderAPublicHttpsAddress_UsesItAndLocksTheCookieToTheHost()
    {
        await using var gateway = new RunningGateway();
        gateway.Settings["Gateway:PublicUrl"] = "https://claw.example.com";
        await gateway.InitializeAsync();
        using var browser = gateway.NewBrowser();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/api/v1/auth/login", UriKind.Relative));
        request.Headers.Add("X-Forwarded-Host", "evil.example");
        request.Headers.Host = "evil.example";

        using var response = await browser.SendAsync(request);

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal("https://claw.example.com/api/v1/auth/callback", HttpUtility.ParseQueryString(response.Headers.Location!.Query)["redirect_uri"]);
        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("__Host-openclaw-sign-in=", cookie, StringComparison.Ordinal);
        Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("max-age=31536000", response.Headers.GetValues("Strict-Transport-Security").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithAProviderOverPlainHttpElsewhere_IsRefused()
    {
        await using var gateway = new RunningGateway();
        gateway.Settings["Oidc:Issuer"] = "http://login.example.com";

        var exception = await Assert.ThrowsAnyAsync<Exception>(() => gateway.InitializeAsync().AsTask());

        Assert.Contains("Oidc:Issuer must be an https address", exception.ToString(), StringComparison.Ordinal);
    }
}
