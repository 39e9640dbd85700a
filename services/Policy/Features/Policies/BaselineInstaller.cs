using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using OpenClaw.Policy.Features.Documents;
using OpenClaw.Policy.Options;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Policy.Features.Policies;

/// <summary>Gives tenants without any policy the shipped ones (spec/policy.md 14), written by <c>system</c> and on record like every change.</summary>
internal sealed class BaselineInstaller(
    PolicyChanger changer, PolicySteps steps, IOptions<BaselineOptions> options, TimeProvider time, ILogger<BaselineInstaller> logger)
    : BackgroundService
{
    public const string Author = "system";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var tenant in options.Value.Tenants)
        {
            // The database and the audit log may still be starting.
            while (!await TryInstallAsync(tenant, stoppingToken))
            {
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
    }

    private async Task<bool> TryInstallAsync(string tenant, CancellationToken cancellationToken)
    {
        try
        {
            RequestContext.Continue(RequestContext.NewId());
            var order = new PolicyOrder(new Caller(tenant, Author, [], null, null, null), "policy_baseline", null, "");
            if ((await changer.MakeAsync(order, unit => PlanAsync(unit, tenant), cancellationToken)).View is not null)
            {
                logger.BaselineInstalled(tenant, PolicyDomains.All.Count);
            }

            return true;
        }
        catch (Exception exception) when (exception is PolicyStoreUnavailableException or AuditUnavailableException)
        {
            logger.TurnsWait(exception.Message);
            return false;
        }
    }

    private async Task<PlannedChange> PlanAsync(IPolicyUnit unit, string tenant)
    {
        if (await unit.ListAsync(new PolicyQuery(null, null, null, null, null, 1)) is [_, ..])
        {
            return PlannedChange.No(PolicyFailures.Conflict("The tenant has policies."));
        }

        var detail = new JsonObject { ["operation"] = "baseline", ["domains"] = Fields.List([.. PolicyDomains.All.Keys]) };
        return PlannedChange.Yes(detail, async () =>
        {
            PolicyView? last = null;
            foreach (var domain in PolicyDomains.All.Keys)
            {
                last = await AddAsync(unit, tenant, domain);
            }

            return last!;
        }) with
        { TouchesForce = true };
    }

    private async Task<PolicyView> AddAsync(IPolicyUnit unit, string tenant, string domain)
    {
        var text = ReadShipped(domain);
        var slot = new PolicySlot(PolicyScope.Enterprise, tenant, "", "", domain);
        var policy = new PolicyRow(Guid.CreateVersion7(steps.Now), slot, $"{tenant}-{domain}", PolicyStatus.Active, 1, Author, steps.Now, Author, steps.Now);
        await unit.AddAsync(policy);
        await unit.AddAsync(slot, steps.NewVersion(
            policy.Id, 1, new SemanticVersion(1, 0, 0, ""), text, PolicyStatus.Active, VersionOperation.Create, Author, "Baseline of a new tenant"));
        return PolicyView.Of((await unit.FindAsync(policy.Id))!);
    }

    private VersionText ReadShipped(string domain)
    {
        var (text, failure) = VersionText.Read(domain, JsonValue.Create(File.ReadAllText(Path.Combine(options.Value.Folder, $"{domain}.yaml"))));
        return text ?? throw new InvalidOperationException($"The baseline of {domain} is not valid: {failure!.Detail}");
    }
}
