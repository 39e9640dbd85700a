using System.Text.Json.Nodes;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Notification.Features.Delivery;

/// <summary>No trustworthy policy could be consulted; the event comes again.</summary>
internal sealed class PolicyUnavailableException : Exception
{
    public PolicyUnavailableException()
    {
    }

    public PolicyUnavailableException(string message)
        : base(message)
    {
    }

    public PolicyUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>Governed actions of this service, as policies spell them.</summary>
internal static class NotificationActions
{
    public const string Deliver = "notification_deliver";
    public const string DeliverChat = "chat_deliver";
}

/// <summary>Decides, records the intent, acts, records the outcome; all of it under ids that a repeated event finds again.</summary>
internal sealed class DeliveryGate(IPolicyEnforcement policy, IAuditRecorder audit)
{
    /// <returns>What the action said; null when policy refused it.</returns>
    public async Task<bool?> PassAsync(string action, BriefingReady message, Func<Task<bool>> act, CancellationToken cancellationToken)
    {
        var decision = await policy.DecideAsync(
            new GovernedAction(action, message.TenantId, message.UserId, message.Classification), cancellationToken);
        if (decision.PolicyApplied == IPolicyEnforcement.EngineUnavailable)
        {
            throw new PolicyUnavailableException(decision.Reason);
        }

        var handle = await audit.IntentAsync(Intent(action, message, decision), cancellationToken);
        if (!decision.IsAllowed)
        {
            var refusal = decision.Result == PolicyResult.RequireApproval ? AuditOutcome.PendingApproval : AuditOutcome.Denied;
            await audit.OutcomeAsync(handle, new AuditResult(refusal), cancellationToken);
            return null;
        }

        var accepted = await act();
        await audit.OutcomeAsync(handle, new AuditResult(accepted ? AuditOutcome.Success : AuditOutcome.Error), cancellationToken);
        return accepted;
    }

    private static AuditIntent Intent(string action, BriefingReady message, PolicyDecision decision) =>
        new(
            AuditActionType.ToolInvocation,
            action,
            message.TenantId,
            message.UserId,
            decision,
            message.Classification,
            $"{message.EventId}|{action}")
        {
            ActorUserId = AppIds.Notification,
            OccurredAt = message.OccurredAt,
            Detail = new JsonObject { ["briefingId"] = message.BriefingId.ToString(), ["tasks"] = message.TaskCount },
        };
}
