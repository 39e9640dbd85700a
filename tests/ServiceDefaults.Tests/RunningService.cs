using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenClaw.Testing;

namespace OpenClaw.ServiceDefaults.Tests;

/// <summary>A service with the defaults, on a real loopback port; its sidecar is another loopback server or nobody.</summary>
internal sealed class RunningService : IAsyncDisposable
{
    public const string SidecarToken = "token-of-the-own-sidecar";

    /// <summary>The policy service whose signature services under test believe.</summary>
    public static readonly TestPolicies Policies = new();
    private readonly WebApplication _app;

    private RunningService(WebApplication app)
    {
        _app = app;
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Client = new HttpClient { BaseAddress = new Uri(address) };
    }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<RunningService> StartAsync(
        Action<WebApplication> map, Uri? sidecar = null, params (string Key, string Value)[] settings)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["APP_API_TOKEN"] = SidecarToken,
            ["DAPR_HTTP_ENDPOINT"] = (sidecar ?? new Uri("http://127.0.0.1:1")).ToString(),
            ["Policy:Enforcement:PublicKey"] = Policies.PublicKey,
            ["InternalToken:PublicKey"] = key.ExportSubjectPublicKeyInfoPem(),
        });
        builder.Configuration.AddInMemoryCollection(settings.GroupBy(setting => setting.Key).Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Last().Value)));
        builder.AddServiceDefaults();
        var app = builder.Build();
        app.MapDefaultEndpoints();
        map(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new RunningService(app);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
