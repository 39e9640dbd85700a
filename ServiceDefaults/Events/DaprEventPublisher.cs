using System.Diagnostics;
using System.Text.Json;
using Dapr;
using Dapr.Client;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Audit;

namespace OpenClaw.ServiceDefaults.Events;

/// <summary>
/// Publishes through the sidecar with an envelope of our own (CloudEvents 1.0 JSON format): the id must be the event's,
/// not one the sidecar invents per attempt, or repeats could not be recognised.
/// </summary>
internal sealed class DaprEventPublisher(DaprClient dapr, AppIdentity identity) : IEventPublisher
{
    private const string CloudEventsJson = "application/cloudevents+json";

    public Task PublishAsync<TEvent>(string topic, TEvent message, CancellationToken cancellationToken)
        where TEvent : IEvent => SendAsync(ComponentNames.PubSub, topic, message, cancellationToken);

    public Task BroadcastAsync<TEvent>(string topic, TEvent message, CancellationToken cancellationToken)
        where TEvent : IEvent => SendAsync(ComponentNames.Broadcast, topic, message, cancellationToken);

    private async Task SendAsync<TEvent>(string component, string topic, TEvent message, CancellationToken cancellationToken)
        where TEvent : IEvent
    {
        var envelope = new Dictionary<string, object?>
        {
            ["specversion"] = "1.0",
            ["id"] = message.EventId,
            ["source"] = identity.Id,
            ["type"] = $"openclaw.{topic}",
            ["time"] = message.OccurredAt,
            ["datacontenttype"] = "application/json",
            ["traceparent"] = Activity.Current?.Id,
            ["data"] = message,
        };
        var body = JsonSerializer.SerializeToUtf8Bytes(envelope, ContractsJson.Options);
        try
        {
            await dapr.PublishByteEventAsync(component, topic, body, CloudEventsJson, cancellationToken: cancellationToken);
        }
        catch (DaprException exception)
        {
            throw new EventNotPublishedException($"The event {message.EventId} was not accepted by topic {topic}.", exception);
        }
    }
}
