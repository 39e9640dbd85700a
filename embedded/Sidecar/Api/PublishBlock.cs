using System.Diagnostics;
using OpenClaw.Sidecar.Components;
using OpenClaw.Sidecar.Hosting;
using OpenClaw.Sidecar.PubSub;
using OpenClaw.Sidecar.Resiliency;
using OpenClaw.Sidecar.Telemetry;

namespace OpenClaw.Sidecar.Api;

/// <summary>What publishing does, whichever protocol asks: it returns only after the broker has the message.</summary>
internal sealed class PublishBlock(ComponentRegistry components, ResiliencyProvider resiliency, SidecarOptions options, TimeProvider clock)
{
    public PubSubComponent Find(string name, string topic)
    {
        if (name.Length == 0)
        {
            throw Error(404, "ERR_PUBSUB_EMPTY", "DAPR_PUBSUB_NAME_EMPTY", name, "pubsub name is empty");
        }
        if (!components.PubSubs.TryGetValue(name, out var component))
        {
            throw Error(404, "ERR_PUBSUB_NOT_FOUND", "DAPR_PUBSUB_NOT_FOUND", name, $"pubsub {name} is not found");
        }
        if (topic.Length == 0)
        {
            throw Error(404, "ERR_TOPIC_NAME_EMPTY", "DAPR_PUBSUB_TOPIC_NAME_EMPTY", name, $"topic is empty in pubsub {name}");
        }
        return component.Scopes.MayPublish(topic) ? component
            : throw Error(403, "ERR_PUBSUB_FORBIDDEN", "DAPR_PUBSUB_FORBIDDEN", name, $"topic {topic} is not allowed for app id {options.AppId}");
    }

    public async Task PublishAsync(
        PubSubComponent component, string topic, ReadOnlyMemory<byte> body, string? contentType, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        var payload = IsRaw(metadata, component.Name) ? body : Envelope(body, contentType, component, topic, metadata, Activity.Current?.Id);
        try
        {
            await SendAsync(component, topic, payload, metadata, cancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw Error(500, "ERR_PUBSUB_PUBLISH_MESSAGE", "DAPR_PUBSUB_PUBLISH_MESSAGE", component.Name,
                $"error when publish to topic {topic} in pubsub {component.Name}: {error.Message}");
        }
    }

    /// <summary>Entries that did not reach the broker, with the reason; none when all did.</summary>
    public async Task<IReadOnlyList<(string Id, string Error)>> PublishManyAsync(
        PubSubComponent component, string topic, IReadOnlyList<BulkEntry> entries, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        var raw = IsRaw(metadata, component.Name);
        var prepared = entries.Select(entry =>
        {
            var merged = new Dictionary<string, string>(metadata, StringComparer.OrdinalIgnoreCase);
            foreach (var (name, value) in entry.Metadata)
            {
                merged[name] = value;
            }
            return (entry.Id, Metadata: merged, Payload: raw ? entry.Payload : Envelope(entry.Payload, entry.ContentType, component, topic, merged, TraceHeaders.Child()));
        }).ToArray();
        var failures = await Task.WhenAll(prepared.Select(entry => TryAsync(component, topic, entry.Id, entry.Payload, entry.Metadata, cancellationToken)));
        return [.. failures.OfType<(string Id, string Error)>()];
    }

    private async Task<(string Id, string Error)?> TryAsync(
        PubSubComponent component, string topic, string id, ReadOnlyMemory<byte> payload, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(component, topic, payload, metadata, cancellationToken);
            return null;
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return (id, error.Message);
        }
    }

    private async Task SendAsync(
        PubSubComponent component, string topic, ReadOnlyMemory<byte> payload, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        await ComponentMeter.EgressAsync(component.Name, topic, () => resiliency.Outbound(component.Name, "Pubsub").RunAsync(
            token => component.PubSub.PublishAsync(component.Physical(topic), payload, metadata, token), cancellationToken));
    }

    private ReadOnlyMemory<byte> Envelope(
        ReadOnlyMemory<byte> body, string? contentType, PubSubComponent component, string topic, IReadOnlyDictionary<string, string> metadata, string? traceParent)
    {
        var context = new CloudEventContext(
            component.Name, topic, options.AppId, traceParent, Activity.Current?.TraceStateString, metadata, clock.GetUtcNow(), component.PubSub.Capabilities.Contains("MESSAGE_TTL"));
        try
        {
            return CloudEvents.IsCloudEvent(contentType) ? CloudEvents.Complete(body, context) : CloudEvents.Wrap(body, contentType, context);
        }
        catch (CloudEventException error)
        {
            throw Error(500, "ERR_PUBSUB_CLOUD_EVENTS_SER", "DAPR_PUBSUB_CLOUD_EVENT_CREATION", component.Name, $"cannot create cloudevent: {error.Message}");
        }
    }

    private static bool IsRaw(IReadOnlyDictionary<string, string> metadata, string pubsub)
    {
        if (metadata.GetValueOrDefault("rawPayload") is not { } text)
        {
            return false;
        }
        return text switch
        {
            "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
            "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
            _ => throw Error(400, "ERR_PUBSUB_REQUEST_METADATA", "DAPR_PUBSUB_METADATA_DESERIALIZATION", pubsub, "rawPayload value must be a valid boolean"),
        };
    }

    internal static ApiException Error(int status, string code, string reason, string pubsub, string message) => new(status, code, message)
    {
        Reason = reason,
        Resource = ("pubsub", pubsub),
    };
}
