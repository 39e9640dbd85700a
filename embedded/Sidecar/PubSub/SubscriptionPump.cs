using System.Diagnostics;
using OpenClaw.Sidecar.Components;
using OpenClaw.Sidecar.Expressions;
using OpenClaw.Sidecar.Resiliency;
using OpenClaw.Sidecar.Resources;
using OpenClaw.Sidecar.Telemetry;

namespace OpenClaw.Sidecar.PubSub;

/// <summary>Carries every message of one subscription to the app: routing, retries, dead letters.</summary>
internal sealed class SubscriptionPump(
    SubscriptionResource subscription,
    PubSubComponent component,
    IEventDelivery delivery,
    ResiliencyProvider resiliency,
    TimeProvider clock,
    ILogger logger)
{
    private readonly Route _route = new(subscription);
    private readonly DeadLetters _deadLetters = new(subscription, component, logger);
    private readonly bool _raw = MetadataValues.IsTrue(subscription.Metadata.GetValueOrDefault("rawPayload"));

    /// <summary>Ends normally when the broker may forget the message.</summary>
    public async Task HandleAsync(ReceivedMessage message, CancellationToken cancellationToken)
    {
        var bytes = _raw ? CloudEvents.WrapRaw(message, component.Name, subscription.Topic) : message.Body;
        using var incoming = IncomingEvent.Parse(bytes);
        if (incoming is null)
        {
            await _deadLetters.GiveUpAsync(message, "it is not a JSON event", failed: true, cancellationToken);
            return;
        }
        using var activity = SidecarTelemetry.StartConsumer($"pubsub/{subscription.Topic}", incoming.Text("traceparent") ?? incoming.Text("traceid"), incoming.Text("tracestate"));
        if (incoming.IsExpired(clock.GetUtcNow()))
        {
            await _deadLetters.GiveUpAsync(message, "it is expired", failed: false, cancellationToken);
            return;
        }
        if (await FindPathAsync(incoming, message, cancellationToken) is { } path)
        {
            await DeliverAsync(path, incoming, message, activity, cancellationToken);
        }
    }

    private async Task<string?> FindPathAsync(IncomingEvent incoming, ReceivedMessage message, CancellationToken cancellationToken)
    {
        try
        {
            if (_route.Find(incoming.Root) is { } path)
            {
                return path;
            }
            await _deadLetters.GiveUpAsync(message, "no route matches", failed: false, cancellationToken);
        }
        catch (ExpressionException error)
        {
            await _deadLetters.GiveUpAsync(message, error.Message, failed: true, cancellationToken);
        }
        return null;
    }

    private async Task DeliverAsync(string path, IncomingEvent incoming, ReceivedMessage message, Activity? activity, CancellationToken cancellationToken)
    {
        DeliveryResult result;
        var started = clock.GetTimestamp();
        try
        {
            result = await resiliency.Inbound(component.Name, "Pubsub").RunAsync(
                async attempt =>
                {
                    var one = await delivery.PostAsync(path, incoming.Bytes, component.Name, message.Metadata, attempt);
                    if (one.Delivery == Delivery.Retry)
                    {
                        logger.DeliveryFailed(subscription.Topic, one.Reason);
                    }
                    return one;
                },
                static one => new Verdict(one.Delivery == Delivery.Retry, one.Code),
                cancellationToken);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or TimeoutException or CircuitOpenException)
        {
            result = new DeliveryResult(Delivery.Retry, null, error.Message);
        }
        ComponentMeter.Ingress(component.Name, subscription.Topic, result.Delivery, clock.GetElapsedTime(started));
        activity?.SetStatus(result.Delivery == Delivery.Success ? ActivityStatusCode.Ok : ActivityStatusCode.Error, result.Reason);
        if (result.Delivery != Delivery.Success)
        {
            await _deadLetters.GiveUpAsync(message, result.Reason, failed: result.Delivery == Delivery.Retry, cancellationToken);
        }
    }
}
