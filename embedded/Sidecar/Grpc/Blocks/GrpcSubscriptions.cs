using OpenClaw.Sidecar.Api;
using OpenClaw.Sidecar.Components;
using OpenClaw.Sidecar.Grpc.Wire;
using OpenClaw.Sidecar.PubSub;
using OpenClaw.Sidecar.Resiliency;
using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.Grpc.Blocks;

/// <summary>Subscriptions that live as long as a stream: the app opens it, and events come down until either side ends it.</summary>
internal sealed class GrpcSubscriptions(
    ComponentRegistry components, SubscriptionList list, ResiliencyProvider resiliency, TimeProvider clock, ILogger<GrpcSubscriptions> logger) : IGrpcBlock
{
    /// <summary>The route of a stream: there is only one.</summary>
    private const string Path = "/";

    public void Register(GrpcMethods.Registration methods) => methods.Duplex("SubscribeTopicEventsAlpha1", HandleAsync);

    private async Task HandleAsync(GrpcCall call)
    {
        var first = await call.ReadAsync(SubscribeTopicEventsRequestAlpha1.Parser);
        var wanted = first?.InitialRequest ?? throw new GrpcException(GrpcStatusCode.InvalidArgument, "the first message must be the initial request");
        var component = Find(wanted);
        var metadata = new Dictionary<string, string>(wanted.Metadata, StringComparer.OrdinalIgnoreCase);
        var subscription = new SubscriptionResource(
            wanted.PubsubName, wanted.Topic, [], Path, wanted.HasDeadLetterTopic ? wanted.DeadLetterTopic : null, metadata, SubscriptionResource.Streaming);
        var delivery = new StreamDelivery(call, wanted.Topic);
        var pump = new SubscriptionPump(subscription, component, delivery, resiliency, clock, logger);
        using var listed = list.AddStream(subscription);
        await using var running = await SubscribeAsync(component, subscription, pump, call.Ended);
        try
        {
            await call.WriteAsync(new SubscribeTopicEventsResponseAlpha1 { InitialResponse = new SubscribeTopicEventsResponseInitialAlpha1() });
            delivery.Begin();
            while (await call.ReadAsync(SubscribeTopicEventsRequestAlpha1.Parser) is { } message)
            {
                delivery.Take(message.EventProcessed ?? throw new GrpcException(GrpcStatusCode.InvalidArgument, "the initial request comes once"));
            }
        }
        finally
        {
            // Before the component is asked to end, for it waits for what is in hand.
            delivery.End();
        }
    }

    private PubSubComponent Find(SubscribeTopicEventsRequestInitialAlpha1 wanted)
    {
        if (!components.PubSubs.TryGetValue(wanted.PubsubName, out var component))
        {
            throw PublishBlock.Error(404, "ERR_PUBSUB_NOT_FOUND", "DAPR_PUBSUB_NOT_FOUND", wanted.PubsubName, $"pubsub {wanted.PubsubName} is not found");
        }
        if (wanted.Topic.Length == 0)
        {
            throw new GrpcException(GrpcStatusCode.InvalidArgument, "topic is required");
        }
        return component.Scopes.MaySubscribe(wanted.Topic) ? component
            : throw new GrpcException(GrpcStatusCode.PermissionDenied, $"subscription to topic {wanted.Topic} on pubsub {wanted.PubsubName} is not allowed");
    }

    private static async Task<IAsyncDisposable> SubscribeAsync(
        PubSubComponent component, SubscriptionResource subscription, SubscriptionPump pump, CancellationToken cancellationToken)
    {
        try
        {
            return await component.PubSub.SubscribeAsync(new TopicRequest(component.Physical(subscription.Topic), subscription.Metadata), pump.HandleAsync, cancellationToken);
        }
        catch (SubscriptionException error)
        {
            throw new GrpcException(GrpcStatusCode.InvalidArgument, error.Message);
        }
    }
}
