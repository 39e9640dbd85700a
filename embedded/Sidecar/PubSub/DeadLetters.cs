using OpenClaw.Sidecar.Components;
using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.PubSub;

/// <summary>The end of messages the app did not take.</summary>
internal sealed class DeadLetters(SubscriptionResource subscription, PubSubComponent component, ILogger logger)
{
    /// <summary>To the dead-letter topic if there is one; otherwise failed messages go back to the component, dropped ones are acknowledged.</summary>
    public async Task GiveUpAsync(ReceivedMessage message, string reason, bool failed, CancellationToken cancellationToken)
    {
        if (subscription.DeadLetterTopic is { Length: > 0 } deadLetterTopic)
        {
            logger.DeadLettered(subscription.Topic, deadLetterTopic, reason);
            // The bytes as they came: inside the envelope the topic still names the original one.
            await component.PubSub.PublishAsync(component.Physical(deadLetterTopic), message.Body, message.Metadata, cancellationToken);
            return;
        }
        if (failed)
        {
            throw new DeliveryException(reason);
        }
        logger.Dropped(subscription.Topic, reason);
    }
}
