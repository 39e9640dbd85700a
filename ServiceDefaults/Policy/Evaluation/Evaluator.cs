using System.Text.Json.Nodes;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.ServiceDefaults.Policy.Evaluation;

/// <summary>Decides for somebody outside the services, with the same bundle and rules; each decision is on record.</summary>
public sealed class Evaluator(IPolicyEnforcement enforcement, IAuditRecorder audit, ForeignSide foreign)
{
    public async Task<EvaluationAnswer> DecideAsync(EvaluationRequest request, Caller caller, Caller subject, CancellationToken cancellationToken)
    {
        var action = request.For(subject);
        var decision = await enforcement.DecideAsync(action, cancellationToken);
        var level = action.DataClassification ?? Classification.Restricted;
        var outcome = decision.Result switch
        {
            PolicyResult.Allow => AuditOutcome.Success,
            PolicyResult.RequireApproval => AuditOutcome.PendingApproval,
            _ => AuditOutcome.Denied,
        };

        // The answer is the whole effect: it leaves when both entries are durable.
        await audit.RecordAsync(
            new AuditIntent(AuditActionType.PolicyDecision, action.Action, subject.TenantId, subject.UserId, decision, level)
            {
                ActorUserId = caller.UserId,
                Detail = new JsonObject
                {
                    // All the rules were asked with, so that a draft can be asked the same later.
                    ["roles"] = new JsonArray([.. action.Roles.Select(role => (JsonNode)role)]),
                    ["targetSystem"] = action.TargetSystem,
                    ["additional"] = action.Additional?.DeepClone(),
                    ["constraints"] = decision.Constraints.DeepClone(),
                },
                OrgUnit = subject.OrgUnit,
                TeamId = subject.TeamId,
            },
            new AuditResult(outcome),
            cancellationToken);
        await foreign.RecordAsync(action, decision, cancellationToken);
        return EvaluationAnswer.Of(decision);
    }
}
