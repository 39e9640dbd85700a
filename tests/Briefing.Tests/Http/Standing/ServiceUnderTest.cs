using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.ServiceDefaults.Identity.Tokens;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Testing.Sidecars;

/// <summary>
/// The whole service on a real port with the stand-in as its sidecar. Only policy answers and the place where audit entries
/// end are the test's own.
/// </summary>
internal sealed class ServiceUnderTest : IAsyncDisposable
{
    private readonly WebApplicationFactory<Program> _factory;
    private readonly InternalTokenMinter _minter;

    private readonly SidecarStandIn? _sidecar;

    private ServiceUnderTest(Uri sidecar, SidecarStandIn? standIn, string signingKey, string publicKey)
    {
        _sidecar = standIn;
        _minter = new InternalTokenMinter(signingKey, new InternalTokenOptions(), TimeProvider.System);
        var port = FreePorts.Next();
        _factory = new WebApplicationFactory<Program>().WithWebHostBuilder(builder => builder
            .UseSetting("APP_API_TOKEN", SidecarStandIn.AppToken)
            .UseSetting("DAPR_HTTP_ENDPOINT", sidecar.ToString())
            .UseSetting("InternalToken:PublicKey", publicKey)
            .ConfigureLogging(logging => logging.ClearProviders())
            .ConfigureTestServices(services => services
                .AddSingleton<IPolicyEnforcement>(Policy)
                .AddSingleton<IAuditSink>(Audit)));
        _factory.UseKestrel(options => options.Listen(IPAddress.Loopback, port));
        _factory.StartServer();
        Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        standIn?.App = Client.BaseAddress;
    }

    public SidecarStandIn Sidecar => _sidecar ?? throw new InvalidOperationException("This service has a real sidecar.");

    public HttpClient Client { get; }

    public ScriptedPolicy Policy { get; } = new();

    public AuditLog Audit { get; } = new();

    public static async Task<ServiceUnderTest> StartAsync()
    {
        var sidecar = await SidecarStandIn.StartAsync();
        return Start(sidecar.Address, sidecar);
    }

    /// <summary>With a sidecar of the test's own at this address, which may start later.</summary>
    public static ServiceUnderTest Start(Uri sidecar, SidecarStandIn? standIn = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new ServiceUnderTest(sidecar, standIn, key.ExportPkcs8PrivateKeyPem(), key.ExportSubjectPublicKeyInfoPem());
    }

    /// <summary>Calls as a person, the way the gateway and the sidecar do.</summary>
    public Task<HttpResponseMessage> AsAsync(
        string user, HttpMethod method, string path, object? body = null, string tenant = "acme", params (string Name, string Value)[] headers) =>
        AsAsync(new Caller(tenant, user, ["user"], "engineering", "platform", null), method, path, body, headers);

    public async Task<HttpResponseMessage> AsAsync(Caller caller, HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _minter.Mint(caller).Token);
        request.Headers.Add(HeaderNames.DaprApiToken, SidecarStandIn.AppToken);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        request.Content = body is null ? null : Json(body);
        return await Client.SendAsync(request);
    }

    /// <summary>Delivers an event the way the sidecar does; returns Dapr's word.</summary>
    public async Task<string> DeliverAsync<TEvent>(string route, TEvent message)
        where TEvent : IEvent
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, route) { Content = Json(new { id = message.EventId, data = message }) };
        request.Headers.Add(HeaderNames.DaprApiToken, SidecarStandIn.AppToken);
        using var response = await Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode)
        {
            return $"{(int)response.StatusCode} {text}";
        }

        using var answer = JsonDocument.Parse(text);
        return answer.RootElement.GetProperty("status").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _factory.DisposeAsync();
        if (_sidecar is not null)
        {
            await _sidecar.DisposeAsync();
        }

        _minter.Dispose();
    }

    private static StringContent Json(object body) =>
        new(JsonSerializer.Serialize(body, ContractsJson.Options), Encoding.UTF8, "application/json");
}

/// <summary>Allows everything until told otherwise.</summary>
internal sealed class ScriptedPolicy : IPolicyEnforcement
{
    public Func<GovernedAction, PolicyDecision> Decide { get; set; } = _ => Allow;

    public static PolicyDecision Allow { get; } = new(PolicyResult.Allow, "test-policy", "v1", "allowed in tests");

    public static PolicyDecision Deny { get; } = new(PolicyResult.Deny, "test-policy", "v1", "not allowed in tests");

    public static PolicyDecision Unavailable { get; } = new(PolicyResult.Deny, IPolicyEnforcement.EngineUnavailable, "", "no bundle");

    public ValueTask<PolicyDecision> DecideAsync(GovernedAction action, CancellationToken cancellationToken) => ValueTask.FromResult(Decide(action));
}

/// <summary>An audit log that keeps the first entry of an id, as the real one does.</summary>
internal sealed class AuditLog : IAuditSink
{
    private readonly ConcurrentDictionary<Guid, AuditEntry> _entries = new();

    public bool IsDown { get; set; }

    public IReadOnlyList<AuditEntry> Of(string action) =>
        [.. _entries.Values.Where(entry => entry.Action == action).OrderBy(entry => entry.Id)];

    public Task AppendAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        if (IsDown)
        {
            throw new AuditUnavailableException();
        }

        foreach (var entry in entries)
        {
            _entries.TryAdd(entry.Id, entry);
        }

        return Task.CompletedTask;
    }
}
