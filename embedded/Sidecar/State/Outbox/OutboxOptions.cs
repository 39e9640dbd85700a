using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.State.Outbox;

/// <summary>Where the events of a store's transactions go.</summary>
/// <param name="InternalPubSub">Carries the waiting events until their transaction is seen; by default the publishing one.</param>
/// <param name="DiscardWhenMissing">An event whose transaction never came is dropped instead of given back to the broker.</param>
internal sealed record OutboxOptions(string PubSub, string Topic, string InternalPubSub, bool DiscardWhenMissing)
{
    /// <summary>Null unless both the pub/sub and the topic are named.</summary>
    public static OutboxOptions? From(ComponentMetadata metadata) =>
        metadata.Text("outboxPublishPubsub") is { } pubsub && metadata.Text("outboxPublishTopic") is { } topic
            ? new OutboxOptions(pubsub, topic, metadata.Text("outboxPubsub") ?? pubsub, metadata.Bool("outboxDiscardWhenMissingState", false))
            : null;
}
