using OpenClaw.Briefing.Features.Desk;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Events;

namespace OpenClaw.Briefing.Infrastructure;

/// <summary>Publishes one stored event under the topic of its kind.</summary>
internal static class OutboxPublisher
{
    public static Task PublishAsync(IEventPublisher events, OutboxEntry entry) => entry switch
    {
        { TaskChanged: { } changed } => events.PublishAsync(Topics.TaskChanged, changed, CancellationToken.None),
        { BriefingReady: { } ready } => events.PublishAsync(Topics.BriefingReady, ready, CancellationToken.None),
        _ => throw new InvalidOperationException("An outbox entry holds no event."),
    };
}
