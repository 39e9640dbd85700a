using System.Text.Json.Nodes;
using OpenClaw.Contracts;
using OpenClaw.Policy.Features.Bundles;
using OpenClaw.Policy.Features.Documents;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Policy.Features.Policies;

/// <summary>
/// Puts scheduled drafts in force when their time comes and ends overrides when theirs is over. Every replica looks; the lock of
/// the tenant and a second look inside it let one of them do it.
/// </summary>
internal sealed class TurnKeeper(
    IPoliciesInForce policies, PolicyChanger changer, PolicySteps steps, TimeProvider time, ILogger<TurnKeeper> logger)
    : BackgroundService
{
    /// <summary>Minutes are what people schedule in; a second is soon enough and costs one small query.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await LookAsync(stoppingToken);
            await Task.Delay(Pause, time, stoppingToken);
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var due in await policies.DueAsync(time.GetUtcNow(), cancellationToken))
            {
                RequestContext.Continue(RequestContext.NewId());
                var order = new PolicyOrder(new Caller(due.TenantId, AppIds.Policy, [], null, null, null), "policy_schedule", null, "");
                await changer.MakeAsync(order, unit => PlanAsync(unit, due), cancellationToken);
            }
        }
        catch (Exception exception) when (exception is PolicyStoreUnavailableException or AuditUnavailableException)
        {
            logger.TurnsWait(exception.Message);
        }
    }

    private async Task<PlannedChange> PlanAsync(IPolicyUnit unit, DueVersion due)
    {
        var file = await unit.FindAsync(due.PolicyId);
        var version = file?.Versions.FirstOrDefault(known => known.Ordinal == due.Ordinal);
        return version switch
        {
            { Status: PolicyStatus.Draft } when version.ActivateAt <= time.GetUtcNow() => await BeginAsync(unit, file!, version),
            { Status: PolicyStatus.Active } when version.ExpiresAt <= time.GetUtcNow() => Expire(unit, file!, version),
            _ => PlannedChange.No(Failure.NotFound("turn")),
        };
    }

    /// <summary>What lies above may have been tightened since: then the draft ends instead of governing.</summary>
    private async Task<PlannedChange> BeginAsync(IPolicyUnit unit, PolicyFile file, VersionRow version)
    {
        var detail = PolicySteps.Detail(file.Policy, "scheduled_activation", file.Active, version);
        var occupants = await unit.ActiveAsync([file.Policy.Slot]);
        var failure = await HierarchyGate.CheckAsync(unit, file.Policy.Slot, version.Document)
            ?? (occupants is [var other, ..] && other.PolicyId != file.Policy.Id ? PolicyFailures.Conflict($"{other.Label} is active in this scope and domain.") : null);
        if (failure is null)
        {
            return PlannedChange.Yes(detail, async () =>
            {
                await steps.ActivateAsync(unit, file, version, version.CreatedBy, version.ChangeReason);
                await unit.UpdateAsync(file.Policy.Id, PolicyStatus.Active, version.CreatedBy, steps.Now);
                return PolicyView.Of((await unit.FindAsync(file.Policy.Id))!);
            }) with
            { TouchesForce = true };
        }

        detail["refused"] = failure.Detail;
        logger.TurnRefused(version.Ordinal, file.Policy.Id, failure.Detail);
        return PlannedChange.Yes(detail, async () =>
        {
            await unit.MoveAsync(version with { Status = PolicyStatus.Deprecated, ActivateAt = null, DeprecatedAt = steps.Now, DeprecatedBy = AppIds.Policy, EndReason = failure.Detail });
            await unit.UpdateAsync(file.Policy.Id, file.Policy.Status, AppIds.Policy, steps.Now);
            return PolicyView.Of((await unit.FindAsync(file.Policy.Id))!);
        });
    }

    private PlannedChange Expire(IPolicyUnit unit, PolicyFile file, VersionRow version)
    {
        var before = file.Find(version.BasedOn!)!;
        var text = new VersionText(before.Content, new PolicyDocument(file.Policy.Slot.Domain, (JsonObject)before.Document.DeepClone()));
        var again = steps.NewVersion(
                file.Policy.Id, file.Versions.Count + 1, file.Highest.Next(), text, PolicyStatus.Active, VersionOperation.Expire, AppIds.Policy,
                $"The override {version.Version} is over: {version.ChangeReason}")
            with
        { BasedOn = before.Version.ToString() };
        return PlannedChange.Yes(PolicySteps.Detail(file.Policy, "override_expired", version, again), async () =>
        {
            await steps.AddAsync(unit, file, again);
            return PolicyView.Of((await unit.FindAsync(file.Policy.Id))!);
        }) with
        { TouchesForce = true };
    }
}
