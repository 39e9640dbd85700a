using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenClaw.Gateway.Tests.Support;

namespace OpenClaw.Gateway.Tests;

/// <summary>The first page and what surrounds it.</summary>
public sealed class PageTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/app.js", "text/javascript")]
    [InlineData("/app.css", "text/css")]
    [InlineData("/policy-replicas.html", "text/html")]
    [InlineData("/policy-replicas.js", "text/javascript")]
    public async Task Page_IsServedToAnybodyWithStrictHeaders(string address, string mediaType)
    {
        using var browser = gateway.NewBrowser();

        using var response = await browser.GetAsync(address);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(mediaType, response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("script-src 'self'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("DENY", response.Headers.GetValues("X-Frame-Options").Single());
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/policy-replicas.html")]
    public async Task Page_HasNothingThatItsOwnPolicyForbids(string address)
    {
        using var browser = gateway.NewBrowser();

        using var response = await browser.GetAsync(address);
        var html = await response.Content.ReadAsStringAsync();

        Assert.DoesNotContain("<script>", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch("(?i)\\s(on[a-z]+|style)=", html);
    }

    [Fact]
    public async Task Status_NeedsNoSignInAndTellsNothing()
    {
        using var browser = gateway.NewBrowser();

        using var response = await browser.GetAsync("/api/v1/status");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("\"status\":\"healthy\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("internal-token-key")]
    [InlineData("internal-token-signing-key")]
    public async Task Health_OfTheKeys_IsGoodOnceTheyAreLoaded(string check)
    {
        var report = await gateway.Services.GetRequiredService<HealthCheckService>()
            .CheckHealthAsync(registration => registration.Name == check, TestContext.Current.CancellationToken);

        Assert.Equal(HealthStatus.Healthy, report.Entries[check].Status);
    }
}
