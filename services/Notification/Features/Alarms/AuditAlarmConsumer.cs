using OpenClaw.Contracts;
using OpenClaw.Notification.Features.Delivery;
using OpenClaw.Notification.Features.Inbox;
using OpenClaw.ServiceDefaults.Events;

namespace OpenClaw.Notification.Features.Alarms;

/// <summary>
/// Tells of trouble with the audit log: inbox first, then chat, each once. What people did stays in the inboxes: everybody reads
/// the chat, and whose actions they were is easily guessed. No policy is asked and no intent recorded, because
/// nobody may silence an alarm and the log in question takes no intents; the evidence itself is the record.
/// </summary>
internal sealed class AuditAlarmConsumer(IInboxStore inbox, IChatChannel chat, ILogger<AuditAlarmConsumer> logger) : IEventConsumer<AuditAlarmRaised>
{
    public async Task<EventResult> HandleAsync(AuditAlarmRaised message, CancellationToken cancellationToken)
    {
        var owner = message.TeamId is { } team ? AlarmInbox.Of(message.TenantId, team) : AlarmInbox.Of(message.TenantId);
        var entry = await inbox.AddAsync(owner, AuditAlarmMessage.ToEntry(message), cancellationToken);
        if (entry.Chat != ChatStates.Pending || AuditAlarmMessage.IsForInboxesOnly(message))
        {
            return EventResult.Done;
        }

        logger.AlarmDelivered(message.EventId, message.Detail);
        try
        {
            var answer = await chat.PostAsync($"audit-alarm:{message.EventId}", AuditAlarmMessage.ToChat(message), cancellationToken);
            if (answer == ChatAnswer.Rejected)
            {
                logger.AlarmRejected(message.EventId);
            }

            var state = answer == ChatAnswer.Accepted ? ChatStates.Delivered : ChatStates.Undelivered;
            await inbox.ChangeAsync(owner, entry.Id, stored => stored with { Chat = state }, cancellationToken);
            return EventResult.Done;
        }
        catch (ChatUnavailableException exception)
        {
            logger.DeliveryWaits(message.EventId, exception.Message);
            return EventResult.Retry;
        }
    }
}
