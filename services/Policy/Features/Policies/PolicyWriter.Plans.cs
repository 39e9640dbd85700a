using System.Text.Json.Nodes;
using OpenClaw.Policy.Features.Documents;
using OpenClaw.ServiceDefaults.Http;

namespace OpenClaw.Policy.Features.Policies;

/// <summary>What may happen, judged inside the unit that will do it.</summary>
internal sealed partial class PolicyWriter
{
    private async Task<PlannedChange> PlanCreateAsync(CreatePolicy request, PolicyOrder order, IPolicyUnit unit)
    {
        var (slot, failure) = await SlotFinder.FindAsync(request, order.Caller, unit);
        if (slot is null)
        {
            return PlannedChange.No(failure!);
        }

        var status = request.Status == "active" && !IsLater(request.ActivateAt) ? PolicyStatus.Active : PolicyStatus.Draft;
        var policy = new PolicyRow(Guid.CreateVersion7(steps.Now), slot, request.Name!, status, 1, order.Caller.UserId, steps.Now, order.Caller.UserId, steps.Now);
        if (!PolicyAccess.CanWrite(order.Caller, slot))
        {
            return PolicyAccess.CanRead(order.Caller, slot)
                ? PlannedChange.Refused(PolicyFailures.Forbidden(), PolicySteps.Detail(policy, order.Operation, null, null, request.ChangeReason!))
                : PlannedChange.No(Failure.NotFound("scope"));
        }

        var (text, invalid) = VersionText.Read(slot.Domain, request.Content);
        var (number, wrong) = VersionNumbers.Choose(request.Version, null);
        if ((invalid ?? wrong) is { } fault)
        {
            return PlannedChange.No(fault);
        }

        var version = steps.NewVersion(policy.Id, 1, number!, text!, status, VersionOperation.Create, order.Caller.UserId, request.ChangeReason!)
            with
        { ActivateAt = IsLater(request.ActivateAt) ? request.ActivateAt : null };
        var detail = PolicySteps.Detail(policy, "create", null, version);
        if (await HierarchyGate.CheckAsync(unit, slot, version.Document) is { } wider)
        {
            return PlannedChange.Refused(wider, detail);
        }

        if (status == PolicyStatus.Active && await unit.ActiveAsync([slot]) is [var occupant, ..])
        {
            return PlannedChange.No(PolicyFailures.Conflict($"{occupant.Label} ({occupant.PolicyId}) is active in this scope and domain. Change that one, or end it first."));
        }

        return PlannedChange.Yes(detail, async () =>
        {
            await unit.AddAsync(policy);
            await unit.AddAsync(slot, version);
            return await ViewAsync(unit, policy.Id, status == PolicyStatus.Active);
        }) with
        { Status = StatusCodes.Status201Created, TouchesForce = status == PolicyStatus.Active };
    }

    private async Task<PlannedChange> PlanVersionAsync(IPolicyUnit unit, PolicyFile file, UpdatePolicy request, PolicyOrder order)
    {
        var slot = file.Policy.Slot;
        var (text, invalid) = VersionText.Read(slot.Domain, request.Content);
        var (number, wrong) = VersionNumbers.Choose(request.Version, file.Highest);
        if ((invalid ?? wrong) is { } fault)
        {
            return PlannedChange.No(fault);
        }

        var wantsActive = request.Status == "active" || (request.Status is null && file.Active is not null);
        var status = wantsActive && !IsLater(request.ActivateAt) ? PolicyStatus.Active : PolicyStatus.Draft;
        var version = steps.NewVersion(file.Policy.Id, file.Versions.Count + 1, number!, text!, status, VersionOperation.Update, order.Caller.UserId, request.ChangeReason!)
            with
        { ActivateAt = wantsActive && IsLater(request.ActivateAt) ? request.ActivateAt : null, BasedOn = file.Shown.Version.ToString() };
        return await PlanNewAsync(unit, file, version, order, "update");
    }

    private async Task<PlannedChange> PlanRollbackAsync(IPolicyUnit unit, PolicyFile file, RollbackPolicy request, PolicyOrder order)
    {
        if (file.Find(request.ToVersion!) is not { } earlier)
        {
            return PlannedChange.No(Failure.NotFound("version"));
        }

        var (number, wrong) = VersionNumbers.Choose(request.Version, file.Highest);
        if (wrong is not null)
        {
            return PlannedChange.No(wrong);
        }

        var text = new VersionText(earlier.Content, new PolicyDocument(file.Policy.Slot.Domain, (JsonObject)earlier.Document.DeepClone()));
        var status = file.Active is null ? PolicyStatus.Draft : PolicyStatus.Active;
        var version = steps.NewVersion(file.Policy.Id, file.Versions.Count + 1, number!, text, status, VersionOperation.Rollback, order.Caller.UserId, request.ChangeReason!)
            with
        { BasedOn = request.ToVersion };
        return await PlanNewAsync(unit, file, version, order, "rollback");
    }

    private async Task<PlannedChange> PlanOverrideAsync(IPolicyUnit unit, PolicyFile file, OverridePolicy request, PolicyOrder order)
    {
        if (file.Active is not { } present)
        {
            return PlannedChange.No(PolicyFailures.Conflict("Only a policy that is in force can be overridden for a time."));
        }

        if (present.ExpiresAt is not null)
        {
            return PlannedChange.No(PolicyFailures.Conflict("An override is in force already. Roll back to end it early."));
        }

        var (text, invalid) = VersionText.Read(file.Policy.Slot.Domain, request.Content);
        if (invalid is not null)
        {
            return PlannedChange.No(invalid);
        }

        var version = steps.NewVersion(
                file.Policy.Id, file.Versions.Count + 1, file.Highest.Next(), text!, PolicyStatus.Active, VersionOperation.Override, order.Caller.UserId, request.ChangeReason!)
            with
        { BasedOn = present.Version.ToString(), ExpiresAt = request.ExpiresAt };
        return await PlanNewAsync(unit, file, version, order, "emergency_override");
    }

    private async Task<PlannedChange> PlanNewAsync(IPolicyUnit unit, PolicyFile file, VersionRow version, PolicyOrder order, string operation)
    {
        var detail = PolicySteps.Detail(file.Policy, operation, file.Shown, version);
        detail["expiresAt"] = version.ExpiresAt?.ToString("O");
        if (await HierarchyGate.CheckAsync(unit, file.Policy.Slot, version.Document) is { } wider)
        {
            return PlannedChange.Refused(wider, detail);
        }

        if (version.Status == PolicyStatus.Active && await OccupantAsync(unit, file) is { } taken)
        {
            return PlannedChange.No(taken);
        }

        return PlannedChange.Yes(detail, async () =>
        {
            await steps.AddAsync(unit, file, version);
            return await ViewAsync(unit, file.Policy.Id, version.Status == PolicyStatus.Active);
        }) with
        { TouchesForce = version.Status == PolicyStatus.Active };
    }

    private async Task<PlannedChange> PlanActivateAsync(IPolicyUnit unit, PolicyFile file, ActivatePolicy request, PolicyOrder order)
    {
        var draft = request.Version is null ? file.Draft : file.Find(request.Version);
        if (draft is null)
        {
            return PlannedChange.No(request.Version is null ? PolicyFailures.Conflict("There is no draft.") : Failure.NotFound("version"));
        }

        if (draft.Status != PolicyStatus.Draft)
        {
            return PlannedChange.No(PolicyFailures.Conflict($"Version {draft.Version} is {Words.Of(draft.Status)}. Roll back to say again what it said."));
        }

        var detail = PolicySteps.Detail(file.Policy, "activate", file.Active, draft);
        detail["changeReason"] = request.ChangeReason;
        detail["activateAt"] = request.ActivateAt?.ToString("O");
        if (await HierarchyGate.CheckAsync(unit, file.Policy.Slot, draft.Document) is { } wider)
        {
            return PlannedChange.Refused(wider, detail);
        }

        if (IsLater(request.ActivateAt))
        {
            return PlannedChange.Yes(detail, async () =>
            {
                await unit.MoveAsync(draft with { ActivateAt = request.ActivateAt });
                await unit.UpdateAsync(file.Policy.Id, file.Policy.Status, order.Caller.UserId, steps.Now);
                return await ViewAsync(unit, file.Policy.Id, isInForce: false);
            });
        }

        return await OccupantAsync(unit, file) is { } taken
            ? PlannedChange.No(taken)
            : PlannedChange.Yes(detail, async () =>
            {
                await steps.ActivateAsync(unit, file, draft, order.Caller.UserId, request.ChangeReason!);
                await unit.UpdateAsync(file.Policy.Id, PolicyStatus.Active, order.Caller.UserId, steps.Now);
                return await ViewAsync(unit, file.Policy.Id, isInForce: true);
            }) with
            { TouchesForce = true };
    }

    private Task<PlannedChange> PlanEnd(IPolicyUnit unit, PolicyFile file, PolicyOrder order, string reason) => Task.FromResult(
        PlannedChange.Yes(PolicySteps.Detail(file.Policy, "deprecate", file.Shown.Version.ToString(), null, reason), async () =>
        {
            await steps.EndAsync(unit, file, order.Caller.UserId, reason);
            return await ViewAsync(unit, file.Policy.Id, isInForce: false);
        }) with
        { TouchesForce = file.Active is not null });

    private static async Task<Failure?> OccupantAsync(IPolicyUnit unit, PolicyFile file) =>
        await unit.ActiveAsync([file.Policy.Slot]) is [var occupant, ..] && occupant.PolicyId != file.Policy.Id
            ? PolicyFailures.Conflict($"{occupant.Label} ({occupant.PolicyId}) is active in this scope and domain. End it first.")
            : null;

    private static async Task<PolicyView> ViewAsync(IPolicyUnit unit, Guid id, bool isInForce)
    {
        var file = (await unit.FindAsync(id))!;
        return PolicyView.Of(file, isInForce ? await HierarchyGate.FindWiderBelowAsync(unit, file.Policy.Slot) : null);
    }
}
