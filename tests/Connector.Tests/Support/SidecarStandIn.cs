using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpenClaw.Connector.Tests.Support;

/// <summary>
/// A real HTTP server with the few sidecar routes the connector uses, over memory. Its state outlives the connector, so a
/// test can restart one against the other.
/// </summary>
internal sealed class SidecarStandIn : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _vendor = new();
    private readonly FaultPlan _faults;

    private SidecarStandIn(FaultPlan faults, Uri vendor)
    {
        _faults = faults;
        _vendor.BaseAddress = vendor;
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.MapGet("/v1.0/healthz/outbound", () => Results.NoContent());
        _app.MapGet("/v1.0/secrets/secrets/{name}", Secret);
        _app.MapGet("/v1.0/state/statestore/{key}", Read);
        _app.MapPost("/v1.0/state/statestore", WriteAsync);
        _app.MapPost("/v1.0/publish/pubsub/{topic}", PublishAsync);
        _app.Map("/v1.0/invoke/github-api/method/{**path}", InvokeAsync);
    }

    public ConcurrentDictionary<string, string> State { get; } = new();

    public ConcurrentDictionary<string, string> Secrets { get; } = new();

    public ConcurrentQueue<JsonNode> Published { get; } = [];

    public ConcurrentQueue<string> VendorCalls { get; } = [];

    public string Endpoint => _app.Urls.First();

    public static async Task<SidecarStandIn> StartAsync(FaultPlan faults, Uri vendor)
    {
        var sidecar = new SidecarStandIn(faults, vendor);
        sidecar.Secrets["github-webhook-acme"] = TestConnections.AcmeSecret;
        sidecar.Secrets["github-webhook-globex"] = TestConnections.GlobexSecret;
        await sidecar._app.StartAsync();
        return sidecar;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _vendor.Dispose();
    }

    private IResult Secret(string name)
    {
        if (_faults.Take("before secret"))
        {
            return Results.StatusCode(500);
        }

        return Secrets.TryGetValue(name, out var value) ? Results.Json(new Dictionary<string, string> { [name] = value }) : Results.StatusCode(500);
    }

    private IResult Read(string key)
    {
        if (_faults.Take("before read"))
        {
            return Results.StatusCode(500);
        }

        return State.TryGetValue(key, out var value) ? Results.Text(value, "application/json") : Results.NoContent();
    }

    private async Task<IResult> WriteAsync(HttpRequest request)
    {
        var items = await JsonSerializer.DeserializeAsync<JsonArray>(request.Body);
        foreach (var item in items!)
        {
            var key = item!["key"]!.GetValue<string>();
            var isFirstWrite = item["options"]?["concurrency"]?.GetValue<string>() == "first-write";
            var step = isFirstWrite ? "begin" : key.StartsWith("delivery", StringComparison.Ordinal) ? "complete" : "last";
            var value = item["value"]!.ToJsonString();
            if (_faults.Take($"before {step}") || (isFirstWrite && !State.TryAdd(key, value)))
            {
                return Results.StatusCode(500);
            }

            if (!isFirstWrite)
            {
                State[key] = value;
            }

            if (_faults.Take($"after {step}"))
            {
                return Results.StatusCode(500);
            }
        }

        return Results.NoContent();
    }

    private async Task<IResult> PublishAsync(HttpRequest request)
    {
        if (_faults.Take("before publish"))
        {
            return Results.StatusCode(500);
        }

        Published.Enqueue((await JsonNode.ParseAsync(request.Body))!);
        return _faults.Take("after publish") ? Results.StatusCode(500) : Results.NoContent();
    }

    private async Task InvokeAsync(HttpContext context, string path)
    {
        var target = $"/{path}{context.Request.QueryString}";
        VendorCalls.Enqueue(target);
        using var request = new HttpRequestMessage(HttpMethod.Get, target);
        foreach (var tag in context.Request.Headers.IfNoneMatch)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        }

        using var response = await _vendor.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var header in response.Headers.Where(header => !header.Key.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase)))
        {
            context.Response.Headers[header.Key] = header.Value.ToArray();
        }

        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
