using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;
using OpenClaw.Connector.Options;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.ServiceDefaults.Identity.Tokens;
using OpenClaw.ServiceDefaults.Policy;
using OpenClaw.Simulators;

namespace OpenClaw.Connector.Tests.Support;

/// <summary>The connector's real pipeline on a loopback port, its sidecar stood in for, GitHub simulated.</summary>
internal sealed class ConnectorHost : IAsyncDisposable
{
    private const string AppToken = "token-of-the-tests-0123456789";
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly WebApplication _vendor;
    private WebApplication _app;

    private ConnectorHost(WebApplication vendor)
    {
        _vendor = vendor;
        _app = vendor;
        Audit = new RecordingAudit(Faults);
    }

    public FaultPlan Faults { get; } = new();

    public StubPolicy Policy { get; } = new();

    public RecordingAudit Audit { get; }

    public SidecarStandIn Sidecar { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    public Uri Vendor => new(_vendor.Urls.First());

    public Action<GitHubOptions>? Configure { get; private init; }

    public static async Task<ConnectorHost> StartAsync(Action<GitHubOptions>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var vendor = GitHubSimulator.Build(builder);
        await vendor.StartAsync();
        var host = new ConnectorHost(vendor) { Configure = configure };
        host.Sidecar = await SidecarStandIn.StartAsync(host.Faults, host.Vendor);
        await host.StartConnectorAsync();
        return host;
    }

    /// <summary>Ends the connector and starts a fresh one on what the sidecar kept.</summary>
    public async Task RestartAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
        await StartConnectorAsync();
    }

    public HttpRequestMessage AsPerson(HttpMethod method, string path, string user, string tenant = "acme", string role = "user")
    {
        using var minter = new InternalTokenMinter(_key.ExportPkcs8PrivateKeyPem(), new InternalTokenOptions(), TimeProvider.System);
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new("Bearer", minter.Mint(new Caller(tenant, user, [role], "engineering", "platform", null)).Token);
        return request;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
        await Sidecar.DisposeAsync();
        await _vendor.DisposeAsync();
        _key.Dispose();
    }

    private async Task StartConnectorAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration["APP_API_TOKEN"] = AppToken;
        builder.Configuration["DAPR_HTTP_ENDPOINT"] = Sidecar.Endpoint;
        builder.Configuration["InternalToken:PublicKey"] = _key.ExportSubjectPublicKeyInfoPem();
        builder.AddServiceDefaults();
        builder.AddConnectorService();
        builder.Services.Configure<GitHubOptions>(options =>
        {
            options.Connections = TestConnections.Options().Connections;
            options.SecretRefreshFloor = TimeSpan.Zero;
            Configure?.Invoke(options);
        });
        builder.Services.AddSingleton<IPolicyEnforcement>(Policy);
        builder.Services.AddSingleton<IAuditRecorder>(Audit);
        _app = builder.Build();
        _app.MapDefaultEndpoints();
        _app.MapConnectorApi();
        await _app.StartAsync();
        Http = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
        Http.DefaultRequestHeaders.Add("dapr-api-token", AppToken);
    }
}
