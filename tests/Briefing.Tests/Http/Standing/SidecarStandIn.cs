using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OpenClaw.Testing.Sidecars;

/// <summary>
/// A real HTTP server that plays the sidecar of one app: actor turns and state, key-value state with entity tags, publishing,
/// output bindings and invocation. It remembers what was asked and fails where a test tells it to.
/// </summary>
internal sealed class SidecarStandIn : IAsyncDisposable
{
    public const string AppToken = "token-of-the-app-for-its-tests";

    private readonly WebApplication _server;
    private readonly HttpClient _app = new();
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new();
    private readonly ConcurrentDictionary<string, string> _actorState = new();
    private readonly Dictionary<string, (string Value, int Version)> _state = [];
    private readonly Lock _gate = new();

    private SidecarStandIn(WebApplication server, Uri address)
    {
        _server = server;
        Address = address;
    }

    public Uri Address { get; }

    public Uri? App { get; set; }

    /// <summary>Envelopes by topic, in the order of arrival.</summary>
    public ConcurrentQueue<(string Component, string Topic, JsonObject Envelope)> Published { get; } = new();

    public ConcurrentDictionary<string, string> Reminders { get; } = new();

    public bool IsBrokerDown { get; set; }

    /// <summary>Plays the other apps.</summary>
    public Func<string, string, JsonNode?, Task<IResult>> Invoked { get; set; } = (_, _, _) => Task.FromResult(Results.StatusCode(500));

    /// <summary>Plays the systems behind output bindings.</summary>
    public Func<string, JsonObject, HttpResponse, Task<IResult>> Bound { get; set; } = (_, _, _) => Task.FromResult(Results.StatusCode(500));

    public int StateConflicts { get; set; }

    public static async Task<SidecarStandIn> StartAsync()
    {
        var address = new Uri($"http://127.0.0.1:{FreePorts.Next()}");
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls(address.ToString());
        builder.Logging.ClearProviders();
        var server = builder.Build();
        var standIn = new SidecarStandIn(server, address);
        standIn.Map();
        await server.StartAsync();
        return standIn;
    }

    public IReadOnlyList<JsonObject> EventsOf(string topic) =>
        [.. Published.Where(entry => entry.Topic == topic).Select(entry => entry.Envelope["data"]!.AsObject())];

    /// <summary>Fires a reminder the way the sidecar does.</summary>
    public async Task RemindAsync(string type, string id, string name)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(App!, $"actors/{type}/{Uri.EscapeDataString(id)}/method/remind/{name}"))
        {
            Content = new StringContent("""{"data":null,"dueTime":"","period":""}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("dapr-api-token", AppToken);
        using var response = await _app.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        _app.Dispose();
        await _server.DisposeAsync();
    }

    private void Map()
    {
        _server.MapGet("/v1.0/healthz/{*rest}", () => Results.NoContent());
        _server.MapPut("/v1.0/actors/{type}/{id}/method/{method}", TurnAsync);
        _server.MapGet("/v1.0/actors/{type}/{id}/state/{key}", (string type, string id, string key) =>
            _actorState.TryGetValue($"{type}/{id}/{key}", out var value) ? Results.Text(value, "application/json") : Results.NoContent());
        _server.MapPut("/v1.0/actors/{type}/{id}/state", SaveActorStateAsync);
        _server.MapPut("/v1.0/actors/{type}/{id}/reminders/{name}", async (string type, string id, string name, HttpRequest request) =>
        {
            Reminders[$"{type}/{id}/{name}"] = await new StreamReader(request.Body).ReadToEndAsync();
            return Results.NoContent();
        });
        _server.MapDelete("/v1.0/actors/{type}/{id}/reminders/{name}", (string type, string id, string name) =>
            Reminders.TryRemove($"{type}/{id}/{name}", out _) ? Results.NoContent() : Results.NoContent());
        _server.MapPost("/v1.0/publish/{component}/{topic}", PublishAsync);
        _server.MapPost("/v1.0/bindings/{name}", async (string name, HttpRequest request) =>
            await Bound(name, (await JsonNode.ParseAsync(request.Body))!.AsObject(), request.HttpContext.Response));
        _server.Map("/v1.0/invoke/{app}/method/{*path}", async (string app, string path, HttpRequest request) =>
        {
            var text = await new StreamReader(request.Body).ReadToEndAsync();
            return await Invoked(app, path, text.Length == 0 ? null : JsonNode.Parse(text));
        });
        _server.MapGet("/v1.0/state/{store}/{key}", ReadState);
        _server.MapPost("/v1.0/state/{store}", WriteStateAsync);
    }

    private async Task<IResult> TurnAsync(string type, string id, string method, HttpRequest incoming)
    {
        var body = await new StreamReader(incoming.Body).ReadToEndAsync();
        var turn = _turns.GetOrAdd($"{type}/{id}", _ => new SemaphoreSlim(1));
        await turn.WaitAsync();
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(App!, $"actors/{type}/{Uri.EscapeDataString(id)}/method/{method}"))
            {
                Content = new StringContent(body, Encoding.UTF8, "application/json"),
            };
            request.Headers.Add("dapr-api-token", AppToken);
            using var response = await _app.SendAsync(request);
            return Results.Text(await response.Content.ReadAsStringAsync(), "application/json", statusCode: (int)response.StatusCode);
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<IResult> SaveActorStateAsync(string type, string id, HttpRequest request)
    {
        var operations = (await JsonNode.ParseAsync(request.Body))!.AsArray();
        foreach (var operation in operations)
        {
            var change = operation!["request"]!;
            var key = $"{type}/{id}/{change["key"]}";
            if (operation["operation"]!.GetValue<string>() == "delete")
            {
                _actorState.TryRemove(key, out _);
            }
            else
            {
                _actorState[key] = change["value"]!.ToJsonString();
            }
        }

        return Results.NoContent();
    }

    private async Task<IResult> PublishAsync(string component, string topic, HttpRequest request)
    {
        if (IsBrokerDown)
        {
            return Results.Json(new { errorCode = "ERR_PUBSUB_PUBLISH_MESSAGE", message = "no broker" }, statusCode: 500);
        }

        Published.Enqueue((component, topic, (await JsonNode.ParseAsync(request.Body))!.AsObject()));
        return Results.NoContent();
    }

    private IResult ReadState(string store, string key, HttpContext context)
    {
        lock (_gate)
        {
            if (!_state.TryGetValue($"{store}/{key}", out var entry))
            {
                return Results.NoContent();
            }

            context.Response.Headers.ETag = $"\"{entry.Version}\"";
            return Results.Text(entry.Value, "application/json");
        }
    }

    /// <summary>First-write semantics as PostgreSQL has them: a lost race is 409 with a tag and a plain 500 without.</summary>
    private async Task<IResult> WriteStateAsync(string store, HttpRequest request)
    {
        using var items = await JsonDocument.ParseAsync(request.Body);
        lock (_gate)
        {
            foreach (var item in items.RootElement.EnumerateArray())
            {
                var key = $"{store}/{item.GetProperty("key").GetString()}";
                var etag = item.TryGetProperty("etag", out var tag) ? tag.GetString()?.Trim('"') : null;
                var exists = _state.TryGetValue(key, out var entry);
                if (etag is { Length: > 0 } ? !exists || entry.Version.ToString() != etag : exists)
                {
                    StateConflicts++;
                    return Results.Json(new { errorCode = "ERR_STATE_SAVE", message = "conflict" }, statusCode: etag is { Length: > 0 } ? 409 : 500);
                }

                _state[key] = (item.GetProperty("value").GetRawText(), entry.Version + 1);
            }

            return Results.NoContent();
        }
    }
}
