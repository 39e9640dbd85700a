using System.Text.Json.Nodes;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.ServiceDefaults.Events;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Connector.Features.Webhooks;

/// <summary>
/// Decision, intent, event, outcome. The outcome comes before the delivery counts as done: a crash between the two
/// repeats the outcome under the same id, the other order would lose it.
/// </summary>
internal sealed class ItemIntake(
    IPolicyEnforcement policy, IAuditRecorder audit, IEventPublisher events, ILogger<ItemIntake> logger)
{
    public const string Action = "github_webhook_ingest";

    public async Task<DeliveryResult> TakeAsync(IntakeOrder order, CancellationToken cancellationToken)
    {
        var decision = await policy.DecideAsync(Describe(order), cancellationToken);
        if (!decision.IsAllowed)
        {
            return await RefuseAsync(order, decision, cancellationToken);
        }

        var handle = await audit.IntentAsync(IntentOf(order, decision, order.EventId), cancellationToken);
        await events.PublishAsync(Topics.ConnectorItems, EventOf(order), cancellationToken);
        await audit.OutcomeAsync(handle, new AuditResult(AuditOutcome.Success), cancellationToken);
        logger.DeliveryAccepted(order.DeliveryId, order.EventName, order.Connection.Id, order.EventId);
        return new DeliveryResult(DeliveryOutcome.Accepted);
    }

    private async Task<DeliveryResult> RefuseAsync(IntakeOrder order, PolicyDecision decision, CancellationToken cancellationToken)
    {
        // A refusal may be followed by an allowed repeat, which must not find its audit ids taken.
        var key = $"{order.EventId}:refused:{decision.PolicyApplied}:{decision.PolicyVersion}";
        var failure = Failure.Refused(decision);
        var isUnavailable = failure.Status == StatusCodes.Status503ServiceUnavailable;
        try
        {
            var handle = await audit.IntentAsync(IntentOf(order, decision, key), cancellationToken);
            await audit.OutcomeAsync(handle, new AuditResult(AuditOutcome.Denied), cancellationToken);
        }
        catch (AuditUnavailableException) when (isUnavailable)
        {
            // Without policy nothing happens either way; the 503 already asks for a repeat, which will be recorded.
            logger.DeliveryPutOff(order.DeliveryId, order.Connection.Id, "neither policy nor audit can be reached");
        }

        logger.DeliveryDenied(order.DeliveryId, order.Connection.Id, decision.PolicyApplied);
        return new DeliveryResult(isUnavailable ? DeliveryOutcome.Unavailable : DeliveryOutcome.Denied, failure);
    }

    private static GovernedAction Describe(IntakeOrder order) =>
        new(Action, order.Connection.TenantId, AppIds.Connector, order.Item.Classification)
        {
            TargetSystem = order.Item.Id,
            Additional = new JsonObject { ["connector"] = order.Item.Source, ["event"] = order.EventName },
        };

    private static AuditIntent IntentOf(IntakeOrder order, PolicyDecision decision, string key) =>
        new(AuditActionType.ConnectorEvent, Action, order.Connection.TenantId, AppIds.Connector, decision, order.Item.Classification, key)
        {
            OccurredAt = order.Record.ReceivedAt,
            Detail = new JsonObject
            {
                ["connectorId"] = order.Connection.Id,
                ["deliveryId"] = order.DeliveryId,
                ["event"] = order.EventName,
                ["item"] = order.Item.Id,
            },
            DataAccessed = [new DataAccess(order.Item.Id, order.Item.Classification, "webhook_ingest")],
        };

    private static ConnectorItemsChanged EventOf(IntakeOrder order) => new(
        order.EventId,
        order.Connection.TenantId,
        order.Record.RequestId,
        order.Record.ReceivedAt,
        order.Connection.Id,
        [order.Item]);
}
