using OpenClaw.Contracts;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Policy.Features.Trials;

/// <summary>
/// Ends roll-outs that fail or deny too much. Every replica looks; the lock of the tenant and a second look inside it let one of
/// them do it.
/// </summary>
internal sealed class TrialKeeper(ITrialStore trials, IPolicyStore store, TrialWriter writer, TimeProvider time, ILogger<TrialKeeper> logger) : BackgroundService
{
    /// <summary>Processes report once a second, so looking more often would see nothing new.</summary>
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
            foreach (var due in await trials.OpenAsync(cancellationToken))
            {
                if (await MayEndAsync(due, cancellationToken))
                {
                    await EndAsync(due, cancellationToken);
                }
            }
        }
        catch (Exception exception) when (exception is PolicyStoreUnavailableException or AuditUnavailableException)
        {
            logger.TrialsWait(exception.Message);
        }
    }

    /// <summary>A look without the lock, so that trials that go well hold nobody up.</summary>
    private Task<bool> MayEndAsync(DueTrial due, CancellationToken cancellationToken) => store.ReadAsync(due.TenantId, async unit =>
        await unit.OpenTrialAsync() is { } trial && trial.Id == due.TrialId && await unit.FindAsync(due.PolicyId) is { } file
        && ((trial.Kind == TrialKind.Rollout && trial.Thresholds.Passed(await unit.TotalsAsync(trial.Id)) is not null)
            || file.Policy.Status == PolicyStatus.Deprecated
            || file.Versions.First(version => version.Ordinal == trial.Ordinal).Status != PolicyStatus.Draft), cancellationToken);

    private async Task EndAsync(DueTrial due, CancellationToken cancellationToken)
    {
        RequestContext.Continue(RequestContext.NewId());
        var order = new PolicyOrder(new Caller(due.TenantId, AppIds.Policy, [], null, null, null), "policy_trial_end", null, "");
        var ended = await writer.RollBackAsync(due, order, cancellationToken);
        if (ended.View is { } trial)
        {
            logger.TrialEnded(trial.Id, due.TenantId, trial.ChangeReason);
        }
    }
}
