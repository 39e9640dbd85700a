using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using OpenClaw.Contracts;
using OpenClaw.Testing;

namespace OpenClaw.Gateway.Tests.Support;

/// <summary>What a service behind the sidecar received.</summary>
public sealed record Invocation(string AppId, string Method, string RawTarget, Dictionary<string, string> Headers, byte[] Body);

/// <summary>
/// A real HTTP server in the place of the sidecar: state with versions, secrets, health, and invocations that it records and
/// answers as the test says.
/// </summary>
public sealed class SidecarStandIn : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, (JsonElement Value, int Version)> _state = new();
    private readonly WebApplication _app;
    private int _version;

    private SidecarStandIn(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.WebHost.ConfigureKestrel(server => server.Limits.MaxRequestBodySize = null);
        _app = builder.Build();
        _app.MapGet("/v1.0/healthz", () => Results.NoContent());
        _app.MapGet("/v1.0/healthz/outbound", () => Results.NoContent());
        _app.MapPost("/v1.0/state/{store}", SaveAsync);
        _app.MapGet("/v1.0/state/{store}/{key}", Get);
        _app.MapDelete("/v1.0/state/{store}/{key}", Delete);
        _app.Map("/v1.0/invoke/{appId}/method/{**path}", InvokeAsync);
        Address = new Uri($"http://127.0.0.1:{port}");
    }

    public Uri Address { get; }

    public ConcurrentQueue<Invocation> Invocations { get; } = new();

    /// <summary>What the policy service was told of where people belong, which happens beside what a test does.</summary>
    public ConcurrentQueue<string> Places { get; } = new();

    public ConcurrentQueue<AuditEntry> AuditEntries { get; } = new();

    /// <summary>Tenants the policy service knows.</summary>
    public ConcurrentDictionary<string, TenantEntry> Tenants { get; } = new()
    {
        ["acme"] = new("acme", "Acme Robotics", TenantStatus.Active),
        ["globex"] = new("globex", "Globex Labs", TenantStatus.Active),
    };

    /// <summary>API keys the policy service knows.</summary>
    public ConcurrentDictionary<string, ApiKeyEntry> ApiKeys { get; } = new();

    /// <summary>Kill switches that are on.</summary>
    public ConcurrentDictionary<Guid, ActiveStop> Stops { get; } = new();

    public int KeyLookups { get; private set; }

    /// <summary>Keys present in the store, for looking at what is kept.</summary>
    public IEnumerable<string> StateKeys => _state.Keys;

    public string StateText => string.Join('\n', _state.Select(entry => entry.Key + entry.Value.Value.GetRawText()));

    public Func<HttpContext, Task> Answer { get; set; } = context => context.Response.WriteAsJsonAsync(new { ok = true });

    public static async Task<SidecarStandIn> StartAsync()
    {
        var sidecar = new SidecarStandIn(FreePorts.Next());
        await sidecar._app.StartAsync();
        return sidecar;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task<IResult> SaveAsync(string store, HttpRequest request)
    {
        using var document = await JsonDocument.ParseAsync(request.Body);
        foreach (var item in document.RootElement.EnumerateArray())
        {
            var key = $"{store}/{item.GetProperty("key").GetString()}";
            if (item.TryGetProperty("etag", out var etag) && (!_state.TryGetValue(key, out var known) || Text(known.Version) != etag.GetString()))
            {
                return Results.Json(new { errorCode = "ERR_STATE_SAVE", message = "version" }, statusCode: 409);
            }

            _state[key] = (item.GetProperty("value").Clone(), Interlocked.Increment(ref _version));
        }

        return Results.NoContent();
    }

    private IResult Get(string store, string key, HttpResponse response)
    {
        if (!_state.TryGetValue($"{store}/{key}", out var known))
        {
            return Results.NoContent();
        }

        response.Headers.ETag = Text(known.Version);
        return Results.Json(known.Value);
    }

    private IResult Delete(string store, string key, HttpRequest request)
    {
        var expected = request.Headers.IfMatch.ToString();
        if (expected.Length > 0 && (!_state.TryGetValue($"{store}/{key}", out var known) || Text(known.Version) != expected))
        {
            return Results.Json(new { errorCode = "ERR_STATE_DELETE", message = "version" }, statusCode: 409);
        }

        _state.TryRemove($"{store}/{key}", out _);
        return Results.NoContent();
    }

    private async Task InvokeAsync(string appId, HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        if (appId == AppIds.Audit && target.EndsWith("/entries", StringComparison.Ordinal) && HttpMethods.IsPost(context.Request.Method))
        {
            foreach (var entry in JsonSerializer.Deserialize<AuditBatch>(body.ToArray(), ContractsJson.Options)!.Entries)
            {
                AuditEntries.Enqueue(entry);
            }

            await context.Response.WriteAsJsonAsync(new AuditBatchAccepted(1, 0));
            return;
        }

        if (target.Contains("/internal/policy/bundle", StringComparison.Ordinal) || target.EndsWith("/internal/policy/replicas", StringComparison.Ordinal))
        {
            // The enforcement point asks by itself, whatever the test does; these tests need no decision.
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        if (await AnsweredByPolicyServiceAsync(context, target))
        {
            return;
        }

        if (target.EndsWith("/internal/policy/memberships", StringComparison.Ordinal))
        {
            Places.Enqueue(System.Text.Encoding.UTF8.GetString(body.ToArray()));
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        Invocations.Enqueue(new Invocation(appId, context.Request.Method, target, headers, body.ToArray()));
        await Answer(context);
    }

    private async Task<bool> AnsweredByPolicyServiceAsync(HttpContext context, string target)
    {
        if (target.EndsWith("/internal/tenants", StringComparison.Ordinal))
        {
            await context.Response.WriteAsJsonAsync(new TenantSnapshot([.. Tenants.Values]), ContractsJson.Options);
            return true;
        }

        if (target.EndsWith("/internal/policy/stops", StringComparison.Ordinal))
        {
            await context.Response.WriteAsJsonAsync(new StopList([.. Stops.Values]), ContractsJson.Options);
            return true;
        }

        const string keys = "/internal/api-keys/";
        var at = target.IndexOf(keys, StringComparison.Ordinal);
        if (at < 0)
        {
            return false;
        }

        KeyLookups++;
        if (ApiKeys.TryGetValue(target[(at + keys.Length)..], out var entry))
        {
            await context.Response.WriteAsJsonAsync(entry, ContractsJson.Options);
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }

        return true;
    }

    private static string Text(int version) => version.ToString(CultureInfo.InvariantCulture);
}
