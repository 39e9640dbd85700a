using System.Buffers;
using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json;
using OpenClaw.Sidecar.App;
using OpenClaw.Sidecar.Configurations;
using OpenClaw.Sidecar.Resiliency;
using OpenClaw.Sidecar.Telemetry;

namespace OpenClaw.Sidecar.Api;

/// <summary><c>/v1.0/configuration</c> and its alias; changes are pushed to the app.</summary>
internal sealed class ConfigurationApi(ConfigurationBlock configurations, AppChannel channel, ResiliencyProvider resiliency)
{
    private readonly ConcurrentDictionary<string, IAsyncDisposable> _subscriptions = new(StringComparer.Ordinal);

    public void Map(IEndpointRouteBuilder api)
    {
        foreach (var version in (string[])["v1.0", "v1.0-alpha1"])
        {
            api.MapGet($"/{version}/configuration/{{store}}", GetAsync);
            api.MapGet($"/{version}/configuration/{{store}}/subscribe", SubscribeAsync);
            api.MapGet($"/{version}/configuration/{{store}}/{{id}}/unsubscribe", UnsubscribeAsync);
        }
    }

    private async Task GetAsync(HttpContext context)
    {
        var items = await configurations.GetAsync(context.Segment(2), Keys(context), context.Request.Metadata(), context.RequestAborted);
        if (items.Count == 0)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }
        await context.WriteJsonAsync(Write(json => WriteItems(json, items)));
    }

    private async Task SubscribeAsync(HttpContext context)
    {
        var name = context.Segment(2);
        _ = configurations.Find(name);
        if (!channel.IsConfigured)
        {
            throw new ApiException(500, "ERR_APP_CHANNEL_NIL", "app channel is not initialized");
        }
        var id = Guid.NewGuid().ToString();
        _subscriptions[id] = await configurations.SubscribeAsync(name, Keys(context), context.Request.Metadata(), (key, item) => PushAsync(name, id, key, item), context.RequestAborted);
        await context.WriteJsonAsync(Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            json.WriteEndObject();
        }));
    }

    private async Task UnsubscribeAsync(HttpContext context)
    {
        _ = configurations.Find(context.Segment(2));
        if (!_subscriptions.TryRemove(context.Segment(3), out var subscription))
        {
            await context.WriteJsonAsync("""{"message":"there is no such subscription"}"""u8.ToArray(), StatusCodes.Status500InternalServerError);
            return;
        }
        await subscription.DisposeAsync();
        await context.WriteJsonAsync("""{"ok":true}"""u8.ToArray());
    }

    private Task PushAsync(string store, string id, string key, ConfigurationItem item) => resiliency.Inbound(store, "Configuration").RunAsync(
        async token =>
        {
            var body = Write(json =>
            {
                json.WriteStartObject();
                json.WriteString("id", id);
                json.WritePropertyName("items");
                WriteItems(json, new Dictionary<string, ConfigurationItem> { [key] = item });
                json.WriteEndObject();
            });
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{channel.BaseAddress}/configuration/{store}/{key}")
            {
                Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
            };
            TraceHeaders.Inject(request);
            using var response = await channel.SendAsync(request, token);
            response.Message.EnsureSuccessStatusCode();
        },
        CancellationToken.None);

    private static string[] Keys(HttpContext context) => [.. context.Request.Query["key"].OfType<string>()];

    private static void WriteItems(Utf8JsonWriter json, IReadOnlyDictionary<string, ConfigurationItem> items)
    {
        json.WriteStartObject();
        foreach (var (key, item) in items)
        {
            json.WriteStartObject(key);
            json.WriteString("value", item.Value);
            if (item.Version.Length > 0)
            {
                json.WriteString("version", item.Version);
            }
            if (item.Metadata.Count > 0)
            {
                json.WriteStartObject("metadata");
                foreach (var (name, value) in item.Metadata)
                {
                    json.WriteString(name, value);
                }
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            write(json);
        }
        return buffer.WrittenMemory;
    }
}
