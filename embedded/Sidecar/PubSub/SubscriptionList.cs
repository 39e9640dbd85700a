using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using OpenClaw.Sidecar.App;
using OpenClaw.Sidecar.Hosting;
using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.PubSub;

/// <summary>Declared subscriptions plus what the app answers to <c>GET /dapr/subscribe</c>.</summary>
internal sealed class SubscriptionList(SidecarOptions options, ResourceSet resources, AppChannel channel, ILogger<SubscriptionList> logger)
{
    private readonly ConcurrentDictionary<OpenStream, byte> _streams = new();
    private IReadOnlyList<SubscriptionResource> _asked = [];
    private IReadOnlyList<SubscriptionResource> _all = Distinct(resources.Subscriptions);

    public IReadOnlyList<SubscriptionResource> All => _all;

    /// <summary>Those that apps hold open by a stream; they come and go by themselves.</summary>
    public IEnumerable<SubscriptionResource> Streams => _streams.Keys.Select(stream => stream.Subscription);

    /// <summary>Lists a stream until the answer is disposed.</summary>
    public IDisposable AddStream(SubscriptionResource subscription)
    {
        var stream = new OpenStream(subscription, _streams);
        _streams[stream] = 0;
        return stream;
    }

    /// <summary>A programmatic entry replaces a declared one of the same component and topic.</summary>
    public async Task DiscoverAsync(CancellationToken cancellationToken)
    {
        if (!options.DisabledInitEndpoints.Contains("subscribe"))
        {
            _asked = await AskAsync(cancellationToken);
            Redeclare();
        }
    }

    /// <summary>Takes the declared ones anew; what the app said stays.</summary>
    public void Redeclare() => _all = Distinct([.. _asked, .. resources.Subscriptions]);

    private async Task<IReadOnlyList<SubscriptionResource>> AskAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, channel.BaseAddress + "/dapr/subscribe");
        request.Headers.TryAddWithoutValidation("Dapr-App-Id", options.AppId);
        using var response = await channel.SendAsync(request, cancellationToken);
        if (response.Message.StatusCode != HttpStatusCode.OK)
        {
            if (response.Message.StatusCode != HttpStatusCode.NotFound)
            {
                logger.SubscribeAnswer($"status {(int)response.Message.StatusCode}");
            }
            return [];
        }
        try
        {
            using var document = JsonDocument.Parse(await response.Message.Content.ReadAsByteArrayAsync(cancellationToken));
            return document.RootElement.ValueKind == JsonValueKind.Array ? [.. document.RootElement.EnumerateArray().Select(Read).OfType<SubscriptionResource>()] : [];
        }
        catch (JsonException error)
        {
            logger.SubscribeAnswer(error.Message);
            return [];
        }
    }

    private SubscriptionResource? Read(JsonElement entry)
    {
        var routes = Find(entry, "routes");
        var rules = Find(routes, "rules") is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().Select(rule => new RouteRuleResource(Text(rule, "match") ?? "", Text(rule, "path") ?? "")).ToArray() : [];
        var path = Text(routes, "default") is { Length: > 0 } preferred ? preferred : Text(entry, "route");
        var (pubsub, topic) = (Text(entry, "pubsubname") ?? "", Text(entry, "topic") ?? "");
        if (rules.Length == 0 && string.IsNullOrEmpty(path))
        {
            logger.SubscriptionSkipped(topic, pubsub, "it has no route");
            return null;
        }
        var metadata = Find(entry, "metadata") is { ValueKind: JsonValueKind.Object } map
            ? map.EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.ToString(), StringComparer.OrdinalIgnoreCase) : [];
        return new SubscriptionResource(pubsub, topic, rules, path, Text(entry, "deadLetterTopic"), metadata, SubscriptionResource.Programmatic)
        {
            Bulk = Bulk(Find(entry, "bulkSubscribe")),
        };
    }

    private static BulkSubscribeResource? Bulk(JsonElement bulk) => Find(bulk, "enabled").ValueKind == JsonValueKind.True
        ? BulkSubscribeResource.From(Number(bulk, "maxMessagesCount"), Number(bulk, "maxAwaitDurationMs")) : null;

    private static int? Number(JsonElement element, string name) => Find(element, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value) ? value : null;

    private static JsonElement Find(JsonElement element, string name) => element.ValueKind != JsonValueKind.Object ? default
        : element.EnumerateObject().FirstOrDefault(property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    private static string? Text(JsonElement element, string name) => Find(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private sealed class OpenStream(SubscriptionResource subscription, ConcurrentDictionary<OpenStream, byte> streams) : IDisposable
    {
        public SubscriptionResource Subscription { get; } = subscription;

        public void Dispose() => streams.TryRemove(this, out _);
    }

    private static SubscriptionResource[] Distinct(IEnumerable<SubscriptionResource> all) => [.. all.DistinctBy(one => (one.PubSubName, one.Topic))];
}
