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

    /// <summary>Changes of more tenants at once are announced as one: who listens looks at everything anyway.</summary>
    private const int MostNamed = 8;
    private const string Action = "policy_rules_change";

    /// <exception cref="RegoException">The rules do not compile; what is in force stays.</exception>
    /// <exception cref="AuditUnavailableException">The change cannot be recorded, so it was not made.</exception>
    public async Task PublishAsync(PolicyBundle rules, IReadOnlyDictionary<string, PolicyBundle> bundles, long sequence, CancellationToken cancellationToken)
    {
        var before = shelf.Current;
        var next = Usable(bundles, before);
        var whole = BundleComposer.Join(rules, next);
        if (before is not null && whole.Version == before.Whole.Version && next.Count == before.Tenants.Count && next.All(tenant => before.Of(tenant.Key).Version == tenant.Value.Version))
        {
            shelf.Put(before with { Sequence = sequence, RulesVersion = rules.Version });
            return;
        }

        if (before?.RulesVersion != rules.Version)
        {
            // With the same rules, parts that compile by themselves compile together: each tenant's modules have a package of their own.
            Compile(whole);
        }

        RequestContext.Continue(RequestContext.NewId());

        // A change of a policy was recorded by whoever made it; a change of the rules is recorded here.
        var records = before is null || before.RulesVersion == rules.Version ? [] : await IntendAsync(next, before, cancellationToken);
        shelf.Put(new ShelvedBundles(whole, next, rules.Version, sequence, time.GetUtcNow()));
        shelf.Confirm(time.GetUtcNow());
        logger.RulesInForce(whole.Version, whole.Modules.Count);
        foreach (var (tenantId, version) in Changed(before, next, rules.Version, whole.Version))
        {
            await AnnounceAsync(tenantId, version, sequence, cancellationToken);
        }

        foreach (var record in records)
        {
            await audit.OutcomeAsync(record, new AuditResult(AuditOutcome.Success), cancellationToken);
        }
    }

    /// <summary>
    /// The new bundles that compile. Where one does not, its tenant keeps the last good one and nobody else is held up; the rules
    /// by themselves must compile.
    /// </summary>
    private Dictionary<string, PolicyBundle> Usable(IReadOnlyDictionary<string, PolicyBundle> bundles, ShelvedBundles? before)
    {
        var usable = new Dictionary<string, PolicyBundle>(StringComparer.Ordinal);
        foreach (var (tenantId, bundle) in bundles)
        {
            var known = before?.Tenants.GetValueOrDefault(tenantId);
            try
            {
                if (known?.Version != bundle.Version)
                {
                    Compile(bundle);
                }

                usable[tenantId] = bundle;
            }
            catch (RegoException exception) when (tenantId != PolicyCatalogue.Others && known is not null)
            {
                logger.BundleNotUsable(tenantId, exception.Message);
                usable[tenantId] = known;
            }
        }

        return usable;
    }

    private static void Compile(PolicyBundle bundle) => CompiledPolicy
        .Compile(bundle.Modules.Select(module => new RegoModule(module.Path, module.Source)), bundle.Data)
        .Prepare(PolicyBundle.EntryPoint);

    /// <summary>One entry per tenant with policies, so that each tenant's auditors find the change in their own log.</summary>
    private async Task<List<AuditHandle>> IntendAsync(Dictionary<string, PolicyBundle> next, ShelvedBundles before, CancellationToken cancellationToken)
    {
        var handles = new List<AuditHandle>();
        foreach (var (tenant, bundle) in next.Where(tenant => tenant.Key != PolicyCatalogue.Others))
        {
            var decision = new PolicyDecision(PolicyResult.Allow, "system", bundle.Version, "The rules folder was changed.");
            var intent = new AuditIntent(AuditActionType.PolicyChange, Action, tenant, AppIds.Policy, decision, Classification.Internal)
            {
                Detail = new JsonObject { ["operation"] = "update", ["before"] = before.Of(tenant).Version, ["after"] = bundle.Version },
            };
            handles.Add(await audit.IntentAsync(intent, cancellationToken));
        }

        return handles;
    }

    /// <summary>Whom the change concerns, with the version that is new to them.</summary>
    private static List<(string TenantId, string Version)> Changed(
        ShelvedBundles? before, Dictionary<string, PolicyBundle> next, string rulesVersion, string wholeVersion)
    {
        var named = next.Where(tenant => before?.Tenants.GetValueOrDefault(tenant.Key)?.Version != tenant.Value.Version).Select(tenant => (tenant.Key, tenant.Value.Version)).ToList();
        return before?.RulesVersion == rulesVersion && named.Count is > 0 and <= MostNamed ? named : [(Everybody, wholeVersion)];
    }

    private async Task AnnounceAsync(string tenantId, string version, long sequence, CancellationToken cancellationToken)
    {
        try
        {
            // The number makes a return to what was in force before another event.
            var change = new PolicyChanged($"policy-{sequence}-{version}", tenantId, RequestContext.RequestId, time.GetUtcNow(), version);
            await events.BroadcastAsync(Topics.PolicyChanged, change, cancellationToken);
        }
        catch (Exception exception) when (exception is EventNotPublishedException or HttpRequestException)
        {
            logger.ChangeNotAnnounced(version, exception.Message);
        }
    }
}
