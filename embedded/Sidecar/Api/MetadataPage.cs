using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using OpenClaw.Sidecar.Actors;
using OpenClaw.Sidecar.Components;
using OpenClaw.Sidecar.Hosting;
using OpenClaw.Sidecar.Placement;
using OpenClaw.Sidecar.PubSub;
using OpenClaw.Sidecar.Resiliency;
using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.Api;

/// <summary>The answer of <c>GET /v1.0/metadata</c>.</summary>
internal sealed class MetadataPage(SidecarOptions options, ComponentRegistry components, SubscriptionList subscriptions, ResiliencyProvider resiliency, ActorRuntime actors, PlacementClient placement, ResourceSet resources)
{
    /// <summary>The Dapr version whose behaviour this sidecar follows.</summary>
    public const string RuntimeVersion = "1.18.3";

    public ConcurrentDictionary<string, string> Extended { get; } = new(StringComparer.Ordinal) { ["daprRuntimeVersion"] = RuntimeVersion };

    public ReadOnlyMemory<byte> Write()
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("id", options.AppId);
            json.WriteString("runtimeVersion", RuntimeVersion);
            WriteFeatures(json);
            WriteActors(json);
            WriteComponents(json);
            json.WriteStartObject("extended");
            foreach (var (name, value) in Extended)
            {
                json.WriteString(name, value);
            }
            json.WriteEndObject();
            WriteSubscriptions(json);
            WriteNames(json, "httpEndpoints", [.. components.HttpEndpoints.Keys]);
            WriteAppConnection(json);
            WriteNames(json, "resiliencies", resiliency.Names);
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    private void WriteFeatures(Utf8JsonWriter json)
    {
        var enabled = resources.Configuration.Features.Where(feature => feature.Value).Select(feature => feature.Key).ToArray();
        if (enabled.Length == 0)
        {
            return;
        }
        json.WriteStartArray("enabledFeatures");
        foreach (var feature in enabled)
        {
            json.WriteStringValue(feature);
        }
        json.WriteEndArray();
    }

    private void WriteActors(Utf8JsonWriter json)
    {
        var counts = actors.ActiveCounts();
        WriteCounts(json, "actors", counts);
        json.WriteStartObject("actorRuntime");
        json.WriteString("runtimeStatus", !placement.IsConfigured ? "DISABLED" : actors.Gate.IsOpen ? "RUNNING" : "INITIALIZING");
        WriteCounts(json, "activeActors", counts);
        json.WriteBoolean("hostReady", counts.Count > 0 && actors.Gate.IsOpen);
        if (placement.IsConfigured)
        {
            json.WriteString("placement", actors.Gate.IsOpen ? "placement: connected" : "placement: disconnected");
        }
        json.WriteEndObject();
    }

    private static void WriteCounts(Utf8JsonWriter json, string property, IReadOnlyDictionary<string, int> counts)
    {
        if (counts.Count == 0)
        {
            return;
        }
        json.WriteStartArray(property);
        foreach (var (type, count) in counts)
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteNumber("count", count);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private void WriteComponents(Utf8JsonWriter json)
    {
        json.WriteStartArray("components");
        LoadedComponent[] loaded;
        lock (components.Loaded)
        {
            loaded = [.. components.Loaded];
        }
        foreach (var component in loaded)
        {
            json.WriteStartObject();
            json.WriteString("name", component.Name);
            json.WriteString("type", component.Type);
            json.WriteString("version", component.Version);
            json.WriteStartArray("capabilities");
            foreach (var capability in component.Capabilities)
            {
                json.WriteStringValue(capability);
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private void WriteSubscriptions(Utf8JsonWriter json)
    {
        var all = subscriptions.All.Concat(subscriptions.Streams).ToArray();
        if (all.Length == 0)
        {
            return;
        }
        json.WriteStartArray("subscriptions");
        foreach (var subscription in all)
        {
            json.WriteStartObject();
            json.WriteString("pubsubname", subscription.PubSubName);
            json.WriteString("topic", subscription.Topic);
            WriteMap(json, "metadata", subscription.Metadata);
            json.WriteStartArray("rules");
            foreach (var rule in subscription.Rules.Append(new RouteRuleResource("", subscription.DefaultPath ?? "")).Where(rule => rule.Path.Length > 0))
            {
                json.WriteStartObject();
                json.WriteString("match", rule.Match);
                json.WriteString("path", rule.Path);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteString("deadLetterTopic", subscription.DeadLetterTopic ?? "");
            json.WriteString("type", subscription.Kind);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteMap(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string> map)
    {
        if (map.Count == 0)
        {
            return;
        }
        json.WriteStartObject(name);
        foreach (var (key, value) in map)
        {
            json.WriteString(key, value);
        }
        json.WriteEndObject();
    }

    private void WriteAppConnection(Utf8JsonWriter json)
    {
        if (options.AppPort is not { } port)
        {
            return;
        }
        json.WriteStartObject("appConnectionProperties");
        json.WriteNumber("port", port);
        json.WriteString("protocol", options.AppProtocol);
        json.WriteString("channelAddress", options.AppAddress);
        if (options.AppMaxConcurrency > 0)
        {
            json.WriteNumber("maxConcurrency", options.AppMaxConcurrency);
        }
        if (options.AppHealthCheck)
        {
            json.WriteStartObject("health");
            json.WriteString("healthCheckPath", options.AppHealthPath);
            json.WriteString("healthProbeInterval", $"{options.AppHealthInterval.TotalSeconds:0}s");
            json.WriteString("healthProbeTimeout", $"{options.AppHealthTimeout.TotalMilliseconds:0}ms");
            json.WriteNumber("healthThreshold", options.AppHealthThreshold);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void WriteNames(Utf8JsonWriter json, string property, IReadOnlyCollection<string> names)
    {
        if (names.Count == 0)
        {
            return;
        }
        json.WriteStartArray(property);
        foreach (var name in names)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
