using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Http;
using OpenClaw.Contracts;
using OpenClaw.Gateway.Features;
using OpenClaw.Gateway.Tests.Support;

namespace OpenClaw.Gateway.Tests;

/// <summary>Whoever looks after the system sees which part of it ails; others learn nothing of what it is made of.</summary>
public sealed class ComponentStatusTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    [Fact]
    public async Task Components_SayHowTheyAre_AndTheWorstIsTheSystems()
    {
        gateway.Sidecar.Answer = async context =>
        {
            var (status, text) = (string?)context.Request.RouteValues["appId"] switch
            {
                AppIds.Policy => (200, "Degraded"),
                AppIds.Audit => (503, "Unhealthy"),
                AppIds.Connector => (500, """{"errorCode":"ERR_DIRECT_INVOKE"}"""),
                _ => (200, "Healthy"),
            };
            context.Response.StatusCode = status;
            await context.Response.WriteAsync(text);
        };

        using var response = await AskAsync("tom");

        Assert.True(response.StatusCode == HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        var status = (await response.Content.ReadFromJsonAsync<ComponentStatus>())!;
        Assert.Equal("unhealthy", status.Status);
        Assert.Equal(
            ["audit unhealthy", "briefing healthy", "connector unreachable", "notification healthy", "policy degraded"],
            status.Components.Where(part => part.Key != AppIds.Gateway).Select(part => $"{part.Key} {part.Value}").Order());
        Assert.Contains(status.Components[AppIds.Gateway], (string[])["healthy", "degraded", "unhealthy"]);
        Assert.NotEmpty(status.Version);
        Assert.All(gateway.Sidecar.Invocations, call => Assert.False(call.Headers.ContainsKey("Authorization")));
    }

    [Fact]
    public async Task Components_AreNotForEverybody()
    {
        using var response = await AskAsync("sarah");

        await Problems.AssertAsync(response, HttpStatusCode.Forbidden, ErrorCodes.Forbidden);
    }

    private async Task<HttpResponseMessage> AskAsync(string user)
    {
        using var browser = gateway.NewBrowser();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/api/v1/status/components", UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await gateway.TokenAsync(user));
        return await browser.SendAsync(request);
    }
}
