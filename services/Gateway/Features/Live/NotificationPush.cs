using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Events;

namespace OpenClaw.Gateway.Features.Live;

/// <summary>Pushes new notifications to the sockets of the one they are for. Nobody connected is fine: the inbox has it.</summary>
internal sealed class NotificationPush(LiveConnections connections) : IEventConsumer<NotificationCreated>
{
    public Task<EventResult> HandleAsync(NotificationCreated message, CancellationToken cancellationToken)
    {
        var data = new LiveNotification(
            message.NotificationId, message.Kind, message.Title, message.Text, message.Link, message.OccurredAt, message.RequestId);
        connections.Push(message.TenantId, message.UserId, new LiveFrame(Topics.NotificationCreated, data));
        return Task.FromResult(EventResult.Done);
    }
}
