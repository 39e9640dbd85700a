using System.Text.Json.Nodes;
using OpenClaw.Policy.Features.Documents;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.ServiceDefaults.Http;

namespace OpenClaw.Policy.Features.Trials;

/// <summary>Starts, moves on and ends trials: each step with a reason, on record before it is made, in force when it is answered.</summary>
internal sealed class TrialWriter(PolicyChanger changer, PolicySteps steps)
{
    private const int MaxReason = 2000;

    public Task<Answered<TrialView>> StartAsync(
        Guid policyId, string? version, TrialKind kind, int percent, TrialThresholds thresholds, string? reason, PolicyOrder order, CancellationToken cancellationToken) =>
        ChangeAsync(policyId, reason, order, async (unit, file) =>
        {
            if (await unit.OpenTrialAsync() is { } other)
            {
                return Planned<TrialView>.No(PolicyFailures.Conflict(
                    $"Version {other.Version} of policy {other.PolicyId} is being tried ({Words.Of(other.Kind)}). One at a time, so that what changes can be put down to it."));
            }

            if ((version is null ? file.Draft : file.Find(version)) is not { Status: PolicyStatus.Draft } draft)
            {
                return Planned<TrialView>.No(version is not null && file.Find(version) is null
                    ? Failure.NotFound("version")
                    : PolicyFailures.Conflict("Only a draft can be tried. Send the content as a new draft."));
            }

            var trial = new TrialRow
            {
                Id = Guid.CreateVersion7(steps.Now),
                Kind = kind,
                PolicyId = policyId,
                Ordinal = draft.Ordinal,
                Version = draft.Version.ToString(),
                Status = TrialStatus.Running,
                Percent = percent,
                Thresholds = thresholds,
                CreatedBy = order.Caller.UserId,
                CreatedAt = steps.Now,
                UpdatedBy = order.Caller.UserId,
                UpdatedAt = steps.Now,
                Reason = reason!,
            };
            var detail = Detail(file, trial, "start");
            return await HierarchyGate.CheckAsync(unit, file.Policy.Slot, draft.Document) is { } wider
                ? Planned<TrialView>.Refused(wider, detail)
                : Planned<TrialView>.Yes(detail, async () =>
                {
                    await unit.AddAsync(trial);
                    return TrialView.Of(trial, TrialTotals.Of([]));
                }) with
                { Status = StatusCodes.Status201Created, TouchesForce = true };
        }, cancellationToken);

    public Task<Answered<TrialView>> AdvanceAsync(Guid policyId, int percent, string? reason, PolicyOrder order, CancellationToken cancellationToken) =>
        StepAsync(policyId, TrialKind.Rollout, reason, order, "advance", trial => trial with { Status = TrialStatus.Running, Percent = percent }, cancellationToken);

    public Task<Answered<TrialView>> PauseAsync(Guid policyId, string? reason, PolicyOrder order, CancellationToken cancellationToken) =>
        StepAsync(policyId, TrialKind.Rollout, reason, order, "pause", trial => trial with { Status = TrialStatus.Paused }, cancellationToken);

    /// <summary>What is in force decides for everybody again.</summary>
    public Task<Answered<TrialView>> AbortAsync(Guid policyId, TrialKind kind, string? reason, PolicyOrder order, CancellationToken cancellationToken) =>
        StepAsync(policyId, kind, reason, order, "abort", trial => trial with { Status = TrialStatus.Aborted }, cancellationToken);

    /// <summary>Ends a roll-out whose threshold is passed, or a trial whose draft is no draft any more. Null when neither holds.</summary>
    public Task<Answered<TrialView>> RollBackAsync(DueTrial due, PolicyOrder order, CancellationToken cancellationToken) =>
        changer.MakeAsync(order, async unit =>
        {
            if (await unit.FindAsync(due.PolicyId) is not { } file || await unit.OpenTrialAsync() is not { } trial || trial.Id != due.TrialId)
            {
                return Planned<TrialView>.No(Failure.NotFound("trial"));
            }

            var isDraft = file.Policy.Status != PolicyStatus.Deprecated && file.Versions.Any(version => version.Ordinal == trial.Ordinal && version.Status == PolicyStatus.Draft);
            var totals = await unit.TotalsAsync(trial.Id);
            var (status, reason) = isDraft
                ? (TrialStatus.RolledBack, trial.Kind == TrialKind.Rollout ? trial.Thresholds.Passed(totals) : null)
                : (TrialStatus.Aborted, "The version that was tried is no draft any more.");
            return reason is null
                ? Planned<TrialView>.No(Failure.NotFound("trial"))
                : Move(unit, file, trial with { Status = status, Reason = reason }, Words.Of(status), order, totals);
        }, cancellationToken);

    /// <summary>The draft is in force for everybody.</summary>
    public Task<Answered<TrialView>> FinishAsync(Guid policyId, string? reason, PolicyOrder order, CancellationToken cancellationToken) =>
        ChangeAsync(policyId, reason, order, async (unit, file) =>
        {
            if (await OpenAsync(unit, file, TrialKind.Rollout) is not { } trial)
            {
                return NoTrial();
            }

            if (file.Versions.FirstOrDefault(known => known.Ordinal == trial.Ordinal) is not { Status: PolicyStatus.Draft } draft)
            {
                return Planned<TrialView>.No(PolicyFailures.Conflict("The version that was tried is no draft any more."));
            }

            if (await HierarchyGate.CheckAsync(unit, file.Policy.Slot, draft.Document) is { } wider)
            {
                return Planned<TrialView>.Refused(wider, Detail(file, trial, "finish"));
            }

            if (await unit.ActiveAsync([file.Policy.Slot]) is [var occupant, ..] && occupant.PolicyId != file.Policy.Id)
            {
                return Planned<TrialView>.No(PolicyFailures.Conflict($"{occupant.Label} is active in this scope and domain."));
            }

            var totals = await unit.TotalsAsync(trial.Id);
            var finished = trial with { Status = TrialStatus.Finished, Percent = 100, Reason = reason! };
            return Move(unit, file, finished, "finish", order, totals, async () =>
            {
                await steps.ActivateAsync(unit, file, draft, order.Caller.UserId, reason!);
                await unit.UpdateAsync(file.Policy.Id, PolicyStatus.Active, order.Caller.UserId, steps.Now);
            });
        }, cancellationToken);

    private Task<Answered<TrialView>> StepAsync(
        Guid policyId, TrialKind kind, string? reason, PolicyOrder order, string operation, Func<TrialRow, TrialRow> step, CancellationToken cancellationToken) =>
        ChangeAsync(policyId, reason, order, async (unit, file) => await OpenAsync(unit, file, kind) is { } trial
            ? Move(unit, file, step(trial) with { Reason = reason! }, operation, order, await unit.TotalsAsync(trial.Id))
            : NoTrial(), cancellationToken);

    private Planned<TrialView> Move(
        IPolicyUnit unit, PolicyFile file, TrialRow moved, string operation, PolicyOrder order, TrialTotals totals, Func<Task>? more = null)
    {
        var trial = moved with { UpdatedBy = order.Caller.UserId, UpdatedAt = steps.Now };
        var detail = Detail(file, trial, operation);
        detail["decisions"] = totals.Decisions;
        detail["errors"] = totals.Errors;
        detail["newDenials"] = totals.NewDenials;
        return Planned<TrialView>.Yes(detail, async () =>
        {
            await (more?.Invoke() ?? Task.CompletedTask);
            await unit.UpdateAsync(trial);
            return TrialView.Of(trial, totals);
        }) with
        { TouchesForce = true };
    }

    private Task<Answered<TrialView>> ChangeAsync(
        Guid policyId, string? reason, PolicyOrder order, Func<IPolicyUnit, PolicyFile, Task<Planned<TrialView>>> plan, CancellationToken cancellationToken) =>
        string.IsNullOrWhiteSpace(reason) || reason.Length > MaxReason
            ? Task.FromResult(Answered<TrialView>.No(PolicyFailures.Bad(new PolicyFault("changeReason", $"is required, with at most {MaxReason} characters"))))
            : changer.MakeAsync(order, async unit =>
            {
                if (await unit.FindAsync(policyId) is not { } file || !PolicyAccess.CanRead(order.Caller, file.Policy.Slot))
                {
                    return Planned<TrialView>.No(Failure.NotFound("policy"));
                }

                return PolicyAccess.CanWrite(order.Caller, file.Policy.Slot)
                    ? await plan(unit, file)
                    : Planned<TrialView>.Refused(PolicyFailures.Forbidden(), PolicySteps.Detail(file.Policy, order.Operation, null, null, reason));
            }, cancellationToken);

    private static async Task<TrialRow?> OpenAsync(IPolicyUnit unit, PolicyFile file, TrialKind kind) =>
        await unit.OpenTrialAsync() is { } trial && trial.PolicyId == file.Policy.Id && trial.Kind == kind ? trial : null;

    private static Planned<TrialView> NoTrial() => Planned<TrialView>.No(PolicyFailures.Conflict("No version of this policy is being tried like that."));

    private static JsonObject Detail(PolicyFile file, TrialRow trial, string operation)
    {
        var detail = PolicySteps.Detail(file.Policy, $"{Words.Of(trial.Kind)}_{operation}", file.Active?.Version.ToString(), trial.Version, trial.Reason);
        detail["trialId"] = trial.Id.ToString();
        detail["trialStatus"] = Words.Of(trial.Status);
        if (trial.Kind == TrialKind.Rollout)
        {
            detail["percent"] = trial.Percent;
        }

        return detail;
    }
}
