using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenClaw.Contracts;
using OpenClaw.Gateway.Features.Tenants;
using OpenClaw.Simulators;
using OpenClaw.Testing;

namespace OpenClaw.Gateway.Tests.Support;

/// <summary>The gateway on a real port, the identity provider simulator on another, and a stand-in for the sidecar.</summary>
public sealed class RunningGateway : IAsyncLifetime
{
    public const string AppToken = "app-token-of-the-gateway";

    private readonly HttpClient _plain = new();
    private WebApplication _gateway = null!;
    private WebApplication _provider = null!;

    public SidecarStandIn Sidecar { get; private set; } = null!;

    public TestClock Clock { get; } = new();

    public TestKeys Keys { get; } = new();

    public Uri Address { get; } = new($"http://127.0.0.1:{FreePorts.Next()}");

    public Uri Provider { get; } = new($"http://127.0.0.1:{FreePorts.Next()}");

    /// <summary>Extra configuration; set before the first use by a derived fixture.</summary>
    public Dictionary<string, string?> Settings { get; } = [];

    public IServiceProvider Services => _gateway.Services;

    public async ValueTask InitializeAsync()
    {
        Sidecar = await SidecarStandIn.StartAsync();
        _provider = IdentitySimulator.Build(Builder(Provider, "Simulators"));
        await _provider.StartAsync();

        var builder = Builder(Address, "OpenClaw.Gateway");
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Oidc:Issuer"] = Provider.GetLeftPart(UriPartial.Authority),
            ["Oidc:ClientSecret"] = "simulator-client-secret",
            ["Oidc:KeyRefetchPause"] = "00:00:01",

            // A busy machine is no outage of the provider.
            ["Oidc:Timeout"] = "00:00:30",
            ["DAPR_HTTP_ENDPOINT"] = Sidecar.Address.ToString(),
            ["APP_API_TOKEN"] = AppToken,
            ["InternalToken:SigningKey"] = Keys.SigningKey,
            ["InternalToken:PublicKey"] = Keys.PublicKey,
        });
        builder.Configuration.AddInMemoryCollection(Settings);
        _gateway = GatewayApplication.Build(builder);
        await _gateway.StartAsync();
        var tenants = Services.GetRequiredService<TenantDirectory>();
        await Eventually.AsyncTrue(_ => Task.FromResult(tenants.IsLoaded), TimeSpan.FromSeconds(60), "the tenants are known", () => "");
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.StopAsync();
        await _gateway.DisposeAsync();
        await _provider.DisposeAsync();
        await Sidecar.DisposeAsync();
        _plain.Dispose();
    }

    public Browser NewBrowser() => new(Address);

    public Task StopProviderAsync() => _provider.StopAsync();

    public Task StopGatewayAsync() => _gateway.StopAsync();

    public async Task<string> TokenAsync(string user, string? variant = null, string? audience = null)
    {
        using var response = await _plain.PostAsJsonAsync(new Uri(Provider, "/simulator/token"), new { user, variant, audience });
        response.EnsureSuccessStatusCode();
        using var document = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync());
        return document.RootElement.GetProperty("token").GetString()!;
    }

    public async Task RotateProviderKeysAsync()
    {
        using var response = await _plain.PostAsync(new Uri(Provider, "/simulator/rotate-keys"), null);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Delivers an event as the gateway's sidecar does.</summary>
    public async Task<HttpResponseMessage> DeliverAsync<TEvent>(string route, TEvent message, string? token = AppToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Address, route));
        request.Content = JsonContent.Create(new { specversion = "1.0", id = "1", data = message }, options: ContractsJson.Options);
        if (token is not null)
        {
            request.Headers.Add("dapr-api-token", token);
        }

        return await _plain.SendAsync(request);
    }

    private static WebApplicationBuilder Builder(Uri address, string name)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = name, EnvironmentName = "Production" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(address.ToString());
        return builder;
    }
}
