using System.Text.Json.Nodes;
using OpenClaw.Briefing.Features.Desk;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.ServiceDefaults.Events;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Briefing.Features.Discovery;

/// <summary>
/// Puts changed items onto the desks of the people they concern. Each person is decided and recorded by itself; a repeated
/// delivery finds the same audit entries and an unchanged desk.
/// </summary>
internal sealed class ObserveItemsConsumer(
    IDesks desks, IPolicyEnforcement policy, IAuditRecorder audit, ILogger<ObserveItemsConsumer> logger)
    : IEventConsumer<ConnectorItemsChanged>
{
    public async Task<EventResult> HandleAsync(ConnectorItemsChanged message, CancellationToken cancellationToken)
    {
        if (!IsUsable(message))
        {
            logger.ItemsUnusable(message.EventId);
            return EventResult.Drop;
        }

        var users = message.Items.SelectMany(item => item.ConcernedUsers.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        foreach (var user in users)
        {
            var items = message.Items.Where(item => item.ConcernedUsers.ContainsKey(user)).ToArray();
            if (!await ObserveAsync(message, user, items, cancellationToken))
            {
                return EventResult.Retry;
            }
        }

        return EventResult.Done;
    }

    private static bool IsUsable(ConnectorItemsChanged message) =>
        message.Items is { } items
        && items.All(item => item is { ConcernedUsers: not null, References: not null, Participants: not null, Blocking: not null, Metadata: not null }
            && !string.IsNullOrEmpty(item.Id) && !string.IsNullOrEmpty(item.Source) && !string.IsNullOrEmpty(item.SourceId)
            && item.Title is not null && item.Summary is not null && item.Url is not null);

    /// <returns>False when no policy could be consulted: the event comes again, and only then counts.</returns>
    private async Task<bool> ObserveAsync(
        ConnectorItemsChanged message, string user, ConnectorItem[] items, CancellationToken cancellationToken)
    {
        var classification = items.Max(item => item.Classification);
        var decision = await policy.DecideAsync(
            new GovernedAction(BriefingActions.Discover, message.TenantId, user, classification) { TargetSystem = message.ConnectorId },
            cancellationToken);
        if (decision.PolicyApplied == IPolicyEnforcement.EngineUnavailable)
        {
            logger.DiscoveryWaits(message.EventId, decision.Reason);
            return false;
        }

        var handle = await audit.IntentAsync(Intent(message, user, items, decision, classification), cancellationToken);
        if (!decision.IsAllowed)
        {
            await audit.OutcomeAsync(handle, new AuditResult(AuditOutcome.Denied), cancellationToken);
            return true;
        }

        var outcome = await desks.Of(new DeskOwner(message.TenantId, user))
            .ObserveAsync(new ObserveItems(message.RequestId, items), cancellationToken);
        logger.ItemsObserved(message.EventId, items.Length, outcome.Changed);
        await audit.OutcomeAsync(handle, new AuditResult(AuditOutcome.Success) { Detail = new JsonObject { ["discovered"] = outcome.Discovered } }, cancellationToken);
        return true;
    }

    private static AuditIntent Intent(
        ConnectorItemsChanged message, string user, ConnectorItem[] items, PolicyDecision decision, Classification classification) =>
        new(
            AuditActionType.ConnectorEvent,
            BriefingActions.Discover,
            message.TenantId,
            user,
            decision,
            classification,
            $"{message.EventId}|{BriefingActions.Discover}|{user}")
        {
            ActorUserId = AppIds.Briefing,
            OccurredAt = message.OccurredAt,
            Detail = new JsonObject { ["connector"] = message.ConnectorId, ["eventId"] = message.EventId, ["items"] = items.Length },
            DataAccessed = [.. items.Select(item => new DataAccess(item.Id, item.Classification, "task_discovery"))],
        };
}
