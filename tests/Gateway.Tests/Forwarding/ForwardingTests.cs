using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using OpenClaw.Gateway.Tests.Support;
using OpenClaw.ServiceDefaults.Identity.Tokens;

namespace OpenClaw.Gateway.Tests.Forwarding;

/// <summary>The gateway brings a request to the right service, unchanged where it must be and cleaned where it should be.</summary>
public sealed class ForwardingTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    [Theory]
    [InlineData("/api/v1/briefings/today", "briefing")]
    [InlineData("/api/v1/tasks?status=open&cursor=a%2Bb", "briefing")]
    [InlineData("/api/v1/standups/2026-11-20", "briefing")]
    [InlineData("/api/v1/audit?action=sign_in", "audit")]
    [InlineData("/api/v1/policies/p-1", "policy")]
    [InlineData("/api/v1/connectors/github/status", "connector")]
    [InlineData("/api/v1/notifications", "notification")]
    public async Task Route_OfAService_ReachesItWithPathAndQuery(string address, string appId)
    {
        using var response = await SendAsync(HttpMethod.Get, address, user: "sarah");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var call = await CallOf(response);
        Assert.Equal(appId, call.AppId);
        Assert.Equal($"/v1.0/invoke/{appId}/method{address}", call.RawTarget);
    }

    [Fact]
    public async Task Person_WhoCalls_IsReportedToThePolicyServiceOnce()
    {
        for (var call = 0; call < 3; call++)
        {
            using var response = await SendAsync(HttpMethod.Get, "/api/v1/tasks", user: "mike");
        }

        await OpenClaw.Testing.Eventually.True(
            () => gateway.Sidecar.Places.Any(place => place.Contains("\"mike\"", StringComparison.Ordinal)), TimeSpan.FromSeconds(20), "the policy service is told where mike belongs");
        Assert.Contains("\"orgId\":\"engineering\"", gateway.Sidecar.Places.Single(place => place.Contains("\"mike\"", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_CarriesAnInternalTokenOfTheCallerAndNothingOfTheirs()
    {
        var external = await gateway.TokenAsync("tom");
        using var response = await SendAsync(HttpMethod.Get, "/api/v1/tasks", token: external);

        var call = await CallOf(response);
        var token = call.Headers["Authorization"]["Bearer ".Length..];
        var (validated, fault) = await gateway.Services.GetRequiredService<InternalTokenValidator>()
            .ValidateAsync(token, TestContext.Current.CancellationToken);

        Assert.Null(fault);
        Assert.NotEqual(external, token);
        Assert.Equal(("tom", "acme"), (validated!.Subject, validated.GetString("tid")));
        Assert.Contains("team_lead", validated.GetStrings("roles"));
        Assert.InRange(validated.ExpiresAt - gateway.Clock.GetUtcNow(), TimeSpan.Zero, TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task Call_WithSpoofedHeaders_ArrivesWithoutThem()
    {
        string[] spoofed =
        [
            "dapr-caller-app-id", "dapr-api-token", "dapr-app-id", "X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "X-Real-IP",
            "X-Original-URL", "X-HTTP-Method-Override", "X-CSRF-Token", "Cookie", "secret-bin",
        ];
        using var response = await SendAsync(HttpMethod.Get, "/api/v1/tasks", user: "sarah", configure: request =>
        {
            foreach (var name in spoofed)
            {
                request.Headers.TryAddWithoutValidation(name, "spoofed");
            }

            request.Headers.TryAddWithoutValidation("Connection", "X-Only-For-You");
            request.Headers.TryAddWithoutValidation("X-Only-For-You", "1");
            request.Headers.TryAddWithoutValidation("Accept-Language", "de");
            request.Headers.TryAddWithoutValidation("Idempotency-Key", "key-1");
        });

        var call = await CallOf(response);
        Assert.All(spoofed, name => Assert.False(call.Headers.TryGetValue(name, out var value) && value.Contains("spoofed", StringComparison.Ordinal), name));
        Assert.False(call.Headers.ContainsKey("X-Only-For-You"));
        Assert.Equal(("de", "key-1"), (call.Headers["Accept-Language"], call.Headers["Idempotency-Key"]));
    }

    [Theory]
    [InlineData("story-1234", true)]
    [InlineData("short", false)]
    [InlineData("bad id with spaces", false)]
    public async Task RequestId_IsKeptWhenSafeAndReplacedWhenNot(string requestId, bool isKept)
    {
        using var response = await SendAsync(
            HttpMethod.Get, "/api/v1/tasks", user: "sarah", configure: request => request.Headers.TryAddWithoutValidation("X-Request-Id", requestId));

        var answered = response.Headers.GetValues("X-Request-Id").Single();
        var call = await CallOf(response);
        Assert.Equal(answered, call.Headers["X-Request-Id"]);
        Assert.Equal(isKept, answered == requestId);
    }

    [Theory]
    [InlineData("/api/v1/connectors/%2e%2e/%2e%2e/%2e%2e/internal/reads")]
    [InlineData("/api/v1/connectors/%252e%252e/%252e%252e/%252e%252e/internal/reads")]
    [InlineData("/api/v1/connectors/..%2f..%2f..%2finternal/reads")]
    [InlineData("/api/v1/connectors/..%5c..%5cinternal")]
    [InlineData("/api/v1/connectors//internal")]
    [InlineData("/api/v1/connectors/a%00b")]
    [InlineData("/api/v1/connectors/a%3Fb")]
    [InlineData("/api/v1/connectors/a%23b")]
    [InlineData("/internal/reads")]
    [InlineData("/actors/BriefingActor/acme-sarah/method/x")]
    [InlineData("/dapr/config")]
    [InlineData("/v1.0/state/cache/x")]
    [InlineData("/api/v1/unknown")]
    [InlineData("/api/v2/tasks")]
    public async Task Path_ThatLeavesThePublicApi_LeadsNowhere(string address)
    {
        var before = gateway.Sidecar.Invocations.Count;

        var status = await RawRequest.StatusAsync(gateway.Address, address, await gateway.TokenAsync("eve"));

        Assert.True(status is 404 or 400, $"status {status}");
        Assert.Equal(before, gateway.Sidecar.Invocations.Count);
    }

    [Fact]
    public async Task AuditIngest_ByAPerson_IsNotRouted()
    {
        using var response = await SendAsync(HttpMethod.Post, "/api/v1/audit/entries", user: "eve", body: "{\"entries\":[]}");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    [Fact]
    public async Task Event_WithoutTheSidecarsToken_IsRefused()
    {
        using var nobody = await gateway.DeliverAsync<object>("/events/notification-created", new { }, token: null);
        using var guess = await gateway.DeliverAsync<object>("/events/notification-created", new { }, token: "guess-guess-guess");

        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, guess.StatusCode);
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string address, string? user = null, string? token = null, string? body = null, Action<HttpRequestMessage>? configure = null)
    {
        using var browser = gateway.NewBrowser();
        using var request = new HttpRequestMessage(method, new Uri(address, UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? await gateway.TokenAsync(user!));
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        configure?.Invoke(request);
        return await browser.SendAsync(request);
    }

    private Task<Invocation> CallOf(HttpResponseMessage response)
    {
        var id = response.Headers.GetValues("X-Request-Id").Single();
        return Task.FromResult(gateway.Sidecar.Invocations.Single(call => call.Headers["X-Request-Id"] == id));
    }
}
