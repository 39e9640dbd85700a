using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.ServiceDefaults.Identity.Tokens;

namespace OpenClaw.ServiceDefaults.Tests.Identity;

/// <summary>Every route lets in exactly whom it declares; a route that declares nothing is for the own sidecar.</summary>
public sealed class RouteRuleTests : IAsyncLifetime
{
    private static readonly Caller Sarah = new("acme", "sarah", [Roles.User], "engineering", "platform", "Sarah");
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private RunningService _service = null!;

    public async ValueTask InitializeAsync()
    {
        _service = await RunningService.StartAsync(app =>
        {
            app.MapGet("/person", (Caller caller) => $"{caller.TenantId}/{caller.UserId}/{caller.OrgUnit}/{caller.TeamId}/{caller.DisplayName}").RequireCaller();
            app.MapGet("/leads", () => "ok").RequireCaller(Roles.TeamLead, Roles.OrgAdmin);
            app.MapGet("/service", () => "ok").RequireService(AppIds.Briefing, AppIds.Gateway);
            app.MapGet("/sidecar", () => "ok").RequireSidecar();
            app.MapGet("/silent", () => "ok");
            app.MapGroup("/group").RequireService(AppIds.Briefing).MapGet("/person", () => "ok").RequireCaller();
        });
        _service.Services.GetRequiredService<InternalTokenKeys>().Load(_key.ExportSubjectPublicKeyInfoPem());
    }

    [Theory]
    [InlineData("/person", true, null, "sarah", 200)]
    [InlineData("/person", false, null, "sarah", 401)]
    [InlineData("/person", true, null, null, 401)]
    [InlineData("/person", true, null, "forged", 401)]
    [InlineData("/person", true, null, "foreign", 401)]
    [InlineData("/leads", true, null, "sarah", 403)]
    [InlineData("/leads", true, null, "tom", 200)]
    [InlineData("/service", true, "briefing", null, 200)]
    [InlineData("/service", true, "connector", null, 403)]
    [InlineData("/service", true, null, null, 403)]
    [InlineData("/service", true, null, "sarah", 403)]
    [InlineData("/service", false, "briefing", null, 401)]
    [InlineData("/sidecar", true, null, null, 200)]
    [InlineData("/sidecar", false, null, null, 401)]
    [InlineData("/sidecar", false, null, "sarah", 401)]
    [InlineData("/silent", true, null, null, 200)]
    [InlineData("/silent", false, null, null, 401)]
    [InlineData("/silent", false, null, "sarah", 401)]
    [InlineData("/group/person", true, "briefing", "sarah", 200)]
    [InlineData("/group/person", true, "briefing", null, 401)]
    [InlineData("/group/person", true, "briefing", "forged", 401)]
    [InlineData("/group/person", true, "connector", "sarah", 403)]
    [InlineData("/alive", false, null, null, 200)]
    public async Task Route_LetsInWhomItDeclares(string route, bool throughSidecar, string? app, string? token, int status)
    {
        using var response = await AskAsync(route, throughSidecar, app, token);

        Assert.Equal(status, (int)response.StatusCode);
        if (status is 401 or 403)
        {
            var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
            Assert.NotEmpty(problem.GetProperty("code").GetString()!);
            Assert.Equal(status == 401, response.Headers.WwwAuthenticate.Count > 0);
        }
    }

    [Fact]
    public async Task Caller_IsWhatTheTokenSays()
    {
        using var response = await AskAsync("/person", true, null, "sarah");

        Assert.Equal("acme/sarah/engineering/platform/Sarah", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task SidecarToken_ThatIsAlmostRight_IsRefused()
    {
        foreach (var guess in new[] { RunningService.SidecarToken[..^1], RunningService.SidecarToken + "x", RunningService.SidecarToken.ToUpperInvariant() })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/sidecar", UriKind.Relative));
            request.Headers.Add(HeaderNames.DaprApiToken, guess);
            using var response = await _service.Client.SendAsync(request);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        }
    }

    [Fact]
    public async Task InvalidToken_IsToldApartFromAMissingOne()
    {
        using var missing = await AskAsync("/person", true, null, null);
        using var invalid = await AskAsync("/person", true, null, "forged");

        Assert.Equal(("Bearer", "missing-token"), (missing.Headers.WwwAuthenticate.ToString(), await CodeAsync(missing)));
        Assert.Equal(("Bearer error=\"invalid_token\"", "invalid-token"), (invalid.Headers.WwwAuthenticate.ToString(), await CodeAsync(invalid)));
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _key.Dispose();
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString();

    private async Task<HttpResponseMessage> AskAsync(string route, bool throughSidecar, string? app, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(route, UriKind.Relative));
        if (throughSidecar)
        {
            request.Headers.Add(HeaderNames.DaprApiToken, RunningService.SidecarToken);
        }

        if (app is not null)
        {
            request.Headers.Add(HeaderNames.DaprCallerAppId, app);
        }

        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", TokenFor(token));
        }

        return await _service.Client.SendAsync(request);
    }

    private string TokenFor(string who)
    {
        var options = _service.Services.GetRequiredService<IOptions<InternalTokenOptions>>().Value;
        switch (who)
        {
            case "forged":
                using (var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256))
                using (var minter = new InternalTokenMinter(stranger.ExportPkcs8PrivateKeyPem(), options, TimeProvider.System))
                {
                    return minter.Mint(Sarah).Token;
                }

            case "foreign":
                using (var minter = new InternalTokenMinter(
                    _key.ExportPkcs8PrivateKeyPem(), new InternalTokenOptions { Audience = "others" }, TimeProvider.System))
                {
                    return minter.Mint(Sarah).Token;
                }

            default:
                using (var minter = new InternalTokenMinter(_key.ExportPkcs8PrivateKeyPem(), options, TimeProvider.System))
                {
                    return minter.Mint(who == "tom" ? Sarah with { UserId = "tom", Roles = [Roles.TeamLead] } : Sarah).Token;
                }
        }
    }
}
