using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Briefing.Features.Desk;
using OpenClaw.Briefing.Features.Tasks;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Briefing.Features.Deciding;

/// <summary>Decides, records and carries out what a person wants done with a task.</summary>
internal sealed class ChangeTaskHandler(
    IDesks desks, IPolicyEnforcement policy, IAuditRecorder audit, ILogger<ChangeTaskHandler> logger)
{
    public async Task<(WorkTask? Task, Failure? Failure, PolicyDecision Decision)> HandleAsync(
        ChangeTask change, Caller caller, CancellationToken cancellationToken)
    {
        var action = new GovernedAction(BriefingActions.UpdateTask, caller.TenantId, caller.UserId, Classification.Internal)
        {
            Roles = caller.Roles,
            OrgUnit = caller.OrgUnit,
            TeamId = caller.TeamId,
            TargetSystem = "briefing",
        };
        var decision = await policy.DecideAsync(action, cancellationToken);
        if (!decision.IsAllowed)
        {
            return (null, await RefuseAsync(change, caller, decision, cancellationToken), decision);
        }

        var outcome = await audit.RunAsync(
            Intent(change, caller, decision),
            () => desks.Of(new DeskOwner(caller.TenantId, caller.UserId)).ChangeAsync(change, cancellationToken),
            done => new AuditResult(done.Result == ChangeResult.Done ? AuditOutcome.Success : AuditOutcome.Error)
            {
                Detail = new JsonObject { ["change"] = change.Kind.ToString(), ["result"] = done.Result.ToString() },
                DataClassification = done.Task?.Classification,
            },
            cancellationToken);
        return outcome.Result == ChangeResult.Done ? (outcome.Task, null, decision) : (null, FailureOf(outcome, change), decision);
    }

    /// <summary>A refusal is on record before it is answered, unless neither policy nor audit can be reached: nothing happens either way.</summary>
    private async Task<Failure> RefuseAsync(ChangeTask change, Caller caller, PolicyDecision decision, CancellationToken cancellationToken)
    {
        try
        {
            var handle = await audit.IntentAsync(Intent(change, caller, decision), cancellationToken);
            await audit.OutcomeAsync(handle, new AuditResult(AuditOutcome.Denied), cancellationToken);
        }
        catch (AuditUnavailableException exception) when (decision.PolicyApplied == IPolicyEnforcement.EngineUnavailable)
        {
            logger.RefusalUnrecorded(exception.Message);
        }

        return Failure.Refused(decision);
    }

    private static AuditIntent Intent(ChangeTask change, Caller caller, PolicyDecision decision) =>
        new(AuditActionType.ToolInvocation, BriefingActions.UpdateTask, caller.TenantId, caller.UserId, decision, Classification.Internal)
        {
            Detail = new JsonObject
            {
                ["taskId"] = change.TaskId.ToString(),
                ["change"] = change.Kind.ToString(),
                ["rowVersion"] = change.RowVersion,
            },
            OrgUnit = caller.OrgUnit,
            TeamId = caller.TeamId,
        };

    private static Failure FailureOf(ChangeOutcome outcome, ChangeTask change) => outcome switch
    {
        { Result: ChangeResult.Stale } => Failures.Stale(outcome.Task!.RowVersion),
        { Result: ChangeResult.NotPossible } => Failures.NotPossible(
            change.Kind == TaskChangeKind.Split
                ? "Only a task that was merged from several sources can be split."
                : $"The task is {JsonNamingPolicy.SnakeCaseLower.ConvertName(outcome.Task!.Status.ToString())}; it cannot go from there to where you want it."),
        _ => Failure.NotFound("task"),
    };
}
