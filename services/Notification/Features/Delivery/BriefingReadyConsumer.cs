using OpenClaw.Contracts;
using OpenClaw.Notification.Features.Inbox;
using OpenClaw.ServiceDefaults.Events;

namespace OpenClaw.Notification.Features.Delivery;

/// <summary>
/// Delivers a finished briefing: web inbox first, then open browser windows, then chat. Every step remembers that it is
/// done, so a repeated event continues where the last attempt stopped and a dead chat never delays the inbox.
/// </summary>
internal sealed class BriefingReadyConsumer(
    DeliveryGate gate, IInboxStore inbox, IChatChannel chat, IEventPublisher events, TimeProvider time, ILogger<BriefingReadyConsumer> logger)
    : IEventConsumer<BriefingReady>
{
    public async Task<EventResult> HandleAsync(BriefingReady message, CancellationToken cancellationToken)
    {
        if (message is not { UserId.Length: > 0, TopTasks: not null } || message.BriefingId == Guid.Empty)
        {
            logger.EventUnusable(message.EventId);
            return EventResult.Drop;
        }

        try
        {
            var delivered = await gate.PassAsync(NotificationActions.Deliver, message, () => ToInboxAsync(message, cancellationToken), cancellationToken);
            return delivered is null
                ? EventResult.Done
                : await ToChatAsync(message, cancellationToken);
        }
        catch (PolicyUnavailableException exception)
        {
            logger.DeliveryWaits(message.EventId, exception.Message);
            return EventResult.Retry;
        }
        catch (ChatUnavailableException exception)
        {
            logger.DeliveryWaits(message.EventId, exception.Message);
            return EventResult.Retry;
        }
    }

    private static InboxOwner OwnerOf(BriefingReady message) => new(message.TenantId, message.UserId);

    private async Task<bool> ToInboxAsync(BriefingReady message, CancellationToken cancellationToken)
    {
        var entry = await inbox.AddAsync(OwnerOf(message), BriefingMessage.ToEntry(message), cancellationToken);
        if (entry.AnnouncedAt is null)
        {
            await events.BroadcastAsync(Topics.NotificationCreated, Announcement(message, entry), cancellationToken);
            var now = time.GetUtcNow();
            await inbox.ChangeAsync(OwnerOf(message), entry.Id, stored => stored with { AnnouncedAt = now }, cancellationToken);
        }

        logger.InboxDelivered(message.BriefingId, entry.Id);
        return true;
    }

    private async Task<EventResult> ToChatAsync(BriefingReady message, CancellationToken cancellationToken)
    {
        var accepted = await gate.PassAsync(NotificationActions.DeliverChat, message, () => PostAsync(message, cancellationToken), cancellationToken);
        var state = accepted switch
        {
            null => ChatStates.Refused,
            true => ChatStates.Delivered,
            false => ChatStates.Undelivered,
        };
        await inbox.ChangeAsync(OwnerOf(message), BriefingMessage.ToEntry(message).Id, entry => entry with { Chat = state }, cancellationToken);
        return EventResult.Done;
    }

    private async Task<bool> PostAsync(BriefingReady message, CancellationToken cancellationToken)
    {
        var entries = await inbox.LoadAsync(OwnerOf(message), cancellationToken);
        var id = BriefingMessage.ToEntry(message).Id;
        if (entries.FirstOrDefault(entry => entry.Id == id)?.Chat == ChatStates.Delivered)
        {
            return true;
        }

        var answer = await chat.PostAsync($"briefing:{message.BriefingId}:chat", BriefingMessage.ToChat(message), cancellationToken);
        if (answer == ChatAnswer.Rejected)
        {
            logger.ChatRejected(message.BriefingId);
        }

        return answer == ChatAnswer.Accepted;
    }

    private static NotificationCreated Announcement(BriefingReady message, InboxEntry entry) => new(
        $"notification-created:{entry.Id:N}",
        message.TenantId,
        message.RequestId,
        message.OccurredAt,
        message.UserId,
        entry.Id,
        entry.Kind,
        entry.Title,
        entry.Text,
        entry.Link);
}
