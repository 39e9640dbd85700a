using System.Net.WebSockets;
using OpenClaw.Contracts;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>Tokens that must not be believed, on every family of routes that people use.</summary>
[Collection(SystemTestGroup.Name)]
public sealed class TokenBadInputTests(SharedSystem system)
{
    private const int Limit = 60_000;

    private static readonly string[] Routes =
    [
        "/api/v1/auth/userinfo", "/api/v1/briefings", "/api/v1/briefings/today", "/api/v1/tasks", "/api/v1/standups/today", "/api/v1/audit",
        "/api/v1/notifications", "/api/v1/connectors", "/api/v1/policies/version", "/ws",
    ];

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    private Door Door => system.Door;

    [Theory(Timeout = Limit)]
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
    public async Task Token_ThatIsNotGood_Is401Everywhere(string variant)
    {
        SharedSystem.RequireServers();
        var token = await Door.TokenAsync("eve", variant);
        foreach (var route in Routes)
        {
            var answer = await Door.GetAsync(token, route);
            answer.MustBeProblem(401, ErrorCodes.InvalidToken, $"{variant} on {route}");
            Assert.Equal("Bearer error=\"invalid_token\"", answer.Challenge);
            Assert.DoesNotContain(token[..20], answer.Text, StringComparison.Ordinal);
        }

        (await Door.PostAsync(token, "/api/v1/briefings", new { reason = variant })).MustBeProblem(401, ErrorCodes.InvalidToken, "a change");
    }

    [Fact(Timeout = Limit)]
    public async Task Token_OfNoCompany_Is403()
    {
        SharedSystem.RequireServers();
        var token = await Door.TokenAsync("eve", "no-tenant");

        foreach (var route in Routes)
        {
            (await Door.GetAsync(token, route)).MustBeProblem(403, ErrorCodes.Forbidden, route);
        }
    }

    [Fact(Timeout = Limit)]
    public async Task Request_WithoutAToken_Is401Everywhere()
    {
        SharedSystem.RequireServers();
        var good = await Door.TokenAsync("eve");
        foreach (var route in Routes)
        {
            (await Door.GetAsync(null, route)).MustBeProblem(401, ErrorCodes.MissingToken, route);
            (await Door.GetAsync(null, $"{route}?access_token={good}")).MustBeProblem(401, ErrorCodes.MissingToken, "a token in the address");
        }
    }

    [Fact(Timeout = Limit)]
    public async Task AuthorizationHeader_ThatIsAmbiguous_Is401()
    {
        SharedSystem.RequireServers();
        var (sarah, vera) = (await Door.TokenAsync("sarah"), await Door.TokenAsync("vera"));
        string[][] ambiguous =
        [
            [$"Authorization: Bearer {vera}", $"Authorization: Bearer {sarah}"],
            [$"Authorization: Bearer {sarah}", "Authorization: Basic c2FyYWg6eA=="],
            [$"Authorization: Bearer {vera}, Bearer {sarah}"],
            [$"Authorization: Basic {sarah}"],
            ["Authorization: Bearer "],
            ["Authorization:"],
        ];
        foreach (var lines in ambiguous)
        {
            var (status, text) = await RawHttp.SendAsync(system.Running.Gateway, "GET", "/api/v1/auth/userinfo", lines, Ended);
            Assert.True(status == 401 && text.Contains(ErrorCodes.InvalidToken, StringComparison.Ordinal), $"{lines.Length} lines: {text}");
        }
    }

    [Theory(Timeout = Limit)]
    [InlineData("expired")]
    [InlineData("foreign-audience")]
    [InlineData("alg-none")]
    public async Task LiveConnection_WithABadToken_IsNotOpened(string variant)
    {
        SharedSystem.RequireServers();
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.AddSubProtocol("openclaw.v1");
        socket.Options.AddSubProtocol("access_token." + await Door.TokenAsync("sarah", variant));

        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(LiveClient.AddressOf(system.Running.Gateway), Ended));

        Assert.Equal(401, (int)socket.HttpStatusCode);
    }
}
