using System.Net.WebSockets;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>Routes that services and sidecars use among themselves are not part of what the door opens, whoever asks.</summary>
[Collection(SystemTestGroup.Name)]
public sealed class InternalRouteTenancyTests(SharedSystem system)
{
    private const int Limit = 60_000;

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Theory(Timeout = Limit)]
    [InlineData("GET", "/internal/policy/bundle")]
    [InlineData("GET", "/internal/policy/bundles")]
    [InlineData("GET", "/internal/policy/opa-bundle")]
    [InlineData("GET", "/internal/policy/stops")]
    [InlineData("POST", "/internal/policy/replicas")]
    [InlineData("POST", "/internal/policy/trials")]
    [InlineData("POST", "/internal/policy/memberships")]
    [InlineData("GET", "/internal/audit/decisions?tenantId=acme")]
    [InlineData("POST", "/internal/audit/activity")]
    [InlineData("GET", "/internal/api-keys/anything")]
    [InlineData("GET", "/internal/tenants")]
    [InlineData("POST", "/internal/user-data/export")]
    [InlineData("POST", "/internal/user-data/erase")]
    [InlineData("POST", "/internal/connectors/github/read")]
    [InlineData("POST", "/events/connector-items")]
    [InlineData("POST", "/events/audit-entries")]
    [InlineData("POST", "/events/briefing-ready")]
    [InlineData("POST", "/events/notification-created")]
    [InlineData("POST", "/events/audit-alarm")]
    [InlineData("POST", "/events/policy-changed")]
    [InlineData("PUT", "/actors/BriefingActor/acme%7Csarah/method/ListAsync")]
    [InlineData("GET", "/dapr/config")]
    [InlineData("GET", "/dapr/subscribe")]
    [InlineData("GET", "/healthz")]
    [InlineData("GET", "/v1.0/healthz")]
    [InlineData("GET", "/v1.0/metadata")]
    [InlineData("GET", "/v1.0/secrets/secrets/bulk")]
    [InlineData("GET", "/v1.0/state/statestore/anything")]
    [InlineData("GET", "/v1.0/invoke/policy/method/internal/policy/bundle")]
    [InlineData("POST", "/api/v1/audit/entries")]
    [InlineData("DELETE", "/api/v1/audit")]
    [InlineData("GET", "/api/v1/internal/policy/bundle")]
    [InlineData("GET", "/api/v1/policies/../../../internal/policy/bundle")]
    [InlineData("GET", "/api/v1/policies/..%2f..%2f..%2finternal/policy/bundle")]
    [InlineData("GET", "/api/v1/policies/%2e%2e/%2e%2e/%2e%2e/internal/policy/bundle")]
    [InlineData("GET", "/api/v1/policies/%252e%252e/%252e%252e/%252e%252e/internal/policy/bundle")]
    [InlineData("GET", "/api/v1/policies/..%5c..%5c..%5cinternal/policy/bundle")]
    [InlineData("GET", "/api/v1/policies/..;/..;/..;/internal/policy/bundle")]
    [InlineData("GET", "/api/v1/policies//../../../internal/policy/bundle")]
    [InlineData("GET", "//internal/policy/bundle")]
    [InlineData("GET", "/api/v1/policies/%2e%2e%2f%2e%2e%2f%2e%2e%2finternal%2fpolicy%2fbundle")]
    [InlineData("POST", "/api/v1/webhooks/../../../internal/connectors/github/read")]
    public async Task Route_OfServicesAndSidecars_DoesNotExistOutside(string method, string target)
    {
        SharedSystem.RequireServers();
        string[] headers =
        [
            $"Authorization: Bearer {await system.Door.TokenAsync("eve")}", "dapr-caller-app-id: briefing", "dapr-api-token: guessed", "Content-Type: application/json",
        ];

        foreach (var lines in new[] { headers, headers[1..] })
        {
            var (status, text) = await RawHttp.SendAsync(system.Running.Gateway, method, target, lines, Ended);
            Assert.True(status is 400 or 401 or 404 or 405, $"{method} {target}: {text}");
            Assert.DoesNotContain("package ", text, StringComparison.Ordinal);
        }
    }

    [Theory(Timeout = Limit)]
    [InlineData("/api/v1/webhooks/github")]
    [InlineData("/api/v1/briefings")]
    [InlineData("/internal/policy/bundle")]
    [InlineData("/internal/policy/bundles")]
    public async Task WebSocket_ElsewhereThanAtItsAddress_IsNotOpened(string path)
    {
        SharedSystem.RequireServers();
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {await system.Door.TokenAsync("eve")}");

        await Assert.ThrowsAsync<WebSocketException>(
            () => socket.ConnectAsync(new UriBuilder(system.Running.Gateway) { Scheme = "ws", Path = path }.Uri, Ended));
    }
}
