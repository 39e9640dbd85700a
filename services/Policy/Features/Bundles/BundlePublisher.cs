using System.Text.Json.Nodes;
using OpenClaw.Contracts;
using OpenClaw.Rego;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.ServiceDefaults.Events;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Policy.Features.Bundles;

/// <summary>
/// Puts rules in force: they must compile, the change must be on record, then it is announced. At a start there is nothing
/// to change from, so the first rules are only put on the shelf.
/// </summary>
internal sealed class BundlePublisher(
    BundleShelf shelf, IAuditRecorder audit, IEventPublisher events, TimeProvider time, ILogger<BundlePublisher> logger)
{
    private const string Everybody = "*";
    private const string Action = "policy_rules_change";

    /// <exception cref="RegoException">The rules do not compile; the ones in force stay.</exception>
    /// <exception cref="AuditUnavailableException">The change cannot be recorded, so it was not made.</exception>
    public async Task PublishAsync(PolicyBundle bundle, string rulesVersion, CancellationToken cancellationToken)
    {
        CompiledPolicy.Compile(bundle.Modules.Select(module => new RegoModule(module.Path, module.Source)), bundle.Data)
            .Prepare(PolicyBundle.EntryPoint);
        RequestContext.Continue(RequestContext.NewId());
        var before = shelf.Current;

        // A change of a policy was recorded by whoever made it; a change of the rules is recorded here.
        var records = before is null || before.RulesVersion == rulesVersion ? [] : await IntendAsync(bundle, before.Bundle.Version, cancellationToken);
        shelf.Put(new ShelvedBundle(bundle, rulesVersion, time.GetUtcNow()));
        logger.RulesInForce(bundle.Version, bundle.Modules.Count);
        foreach (var record in records)
        {
            await audit.OutcomeAsync(record, new AuditResult(AuditOutcome.Success), cancellationToken);
        }

        await AnnounceAsync(bundle.Version, cancellationToken);
    }

    /// <summary>One entry per tenant with policies, so that each tenant's auditors find the change in their own log.</summary>
    private async Task<List<AuditHandle>> IntendAsync(PolicyBundle bundle, string before, CancellationToken cancellationToken)
    {
        var handles = new List<AuditHandle>();
        var decision = new PolicyDecision(PolicyResult.Allow, "system", bundle.Version, "The rules folder was changed.");
        foreach (var (tenant, _) in bundle.Data["tenants"] as JsonObject ?? [])
        {
            var intent = new AuditIntent(AuditActionType.PolicyChange, Action, tenant, AppIds.Policy, decision, Classification.Internal)
            {
                Detail = new JsonObject { ["operation"] = "update", ["before"] = before, ["after"] = bundle.Version },
            };
            handles.Add(await audit.IntentAsync(intent, cancellationToken));
        }

        return handles;
    }

    private async Task AnnounceAsync(string version, CancellationToken cancellationToken)
    {
        try
        {
            var change = new PolicyChanged($"policy-{version}", Everybody, RequestContext.RequestId, time.GetUtcNow(), version);
            await events.BroadcastAsync(Topics.PolicyChanged, change, cancellationToken);
        }
        catch (Exception exception) when (exception is EventNotPublishedException or HttpRequestException)
        {
            logger.ChangeNotAnnounced(version, exception.Message);
        }
    }
}
