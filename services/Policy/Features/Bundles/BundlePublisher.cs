using System.Text.Json.Nodes;
using OpenClaw.Contracts;
using OpenClaw.Rego;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.ServiceDefaults.Events;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity.Tokens;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Policy.Features.Bundles;

/// <summary>
/// Puts rules in force: they must compile and the change must be on record; then it can be announced. At a start there is
/// nothing to change from, so the first rules are only put on the shelf.
/// </summary>
internal sealed class BundlePublisher(
    BundleShelf shelf,
    BundleSigner signer,
    RuleCompiler compiler,
    IAuditRecorder audit,
    IEventPublisher events,
    TimeProvider time,
    ILogger<BundlePublisher> logger)
{
    private const string Everybody = "*";

    /// <summary>
    /// Bytes of bundles that travel with an announcement. 128 KiB: some ten bundles of the shipped rules, and nothing a broker minds.
    /// Whoever finds none in it fetches them.
    /// </summary>
    private const int MostCarried = 128 * 1024;

    private const string Action = "policy_rules_change";

    /// <summary>How long a silent broker may hold up whoever made a change. 1 s: replicas then find it by polling.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>The tenants for whom another bundle is in force now.</summary>
    /// <exception cref="RegoException">The rules do not compile; what is in force stays.</exception>
    /// <exception cref="AuditUnavailableException">The change cannot be recorded, so it was not made.</exception>
    public async Task<IReadOnlyList<string>> PublishAsync(PolicyBundle rules, IReadOnlyDictionary<string, PolicyBundle> bundles, PolicyMark mark, CancellationToken cancellationToken)
    {
        var before = shelf.Current;
        var next = Usable(bundles, before);
        var whole = BundleComposer.Join(rules, next);
        if (before is not null && whole.Version == before.Whole.Version && next.Count == before.Tenants.Count && next.All(tenant => before.Of(tenant.Key).Version == tenant.Value.Version))
        {
            shelf.Put(before with { Mark = mark, RulesVersion = rules.Version });
            return [];
        }

        if (before?.RulesVersion != rules.Version)
        {
            // With the same rules, parts that compile by themselves compile together: each tenant's modules have a package of their own.
            compiler.Compile(whole);
        }

        RequestContext.Continue(RequestContext.NewId());

        // A change of a policy was recorded by whoever made it; a change of the rules is recorded here.
        var records = before is null || before.RulesVersion == rules.Version ? [] : await IntendAsync(next, before, cancellationToken);
        shelf.Put(new ShelvedBundles(whole, next, rules.Version, mark, time.GetUtcNow()));
        shelf.Confirm(time.GetUtcNow());
        logger.RulesInForce(whole.Version, whole.Modules.Count);
        foreach (var record in records)
        {
            await audit.OutcomeAsync(record, new AuditResult(AuditOutcome.Success), cancellationToken);
        }

        return [.. next.Where(tenant => before?.Tenants.GetValueOrDefault(tenant.Key)?.Version != tenant.Value.Version).Select(tenant => tenant.Key)];
    }

    /// <summary>Tells every replica what is in force now, with everything that is new if it is small: then none has to ask for it.</summary>
    public async Task AnnounceAsync(IReadOnlyList<string> tenants, CancellationToken cancellationToken)
    {
        var shelved = shelf.Current!;
        var (tenantId, version) = tenants is [var only] ? (only, shelved.Of(only).Version) : (Everybody, shelved.Whole.Version);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            // The number makes a return to what was in force before another event.
            var change = new PolicyChanged($"policy-{shelved.Sequence}-{version}", tenantId, RequestContext.RequestId, time.GetUtcNow(), version);
            await events.BroadcastAsync(Topics.PolicyChanged, await EnrichAsync(change, shelved, tenants, limit.Token), limit.Token);
        }
        catch (Exception exception) when (exception is EventNotPublishedException or HttpRequestException)
        {
            logger.ChangeNotAnnounced(version, exception.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            logger.ChangeNotAnnounced(version, "the broker did not confirm it in time");
        }
    }

    private async Task<PolicyChanged> EnrichAsync(PolicyChanged change, ShelvedBundles shelved, IReadOnlyList<string> tenants, CancellationToken cancellationToken)
    {
        try
        {
            var catalogue = await signer.SealAsync(shelved.Catalogue(shelf.ConfirmedAt), cancellationToken);
            var bundles = new Dictionary<string, byte[]>(StringComparer.Ordinal);
            foreach (var tenant in tenants.Where(shelved.Tenants.ContainsKey))
            {
                var packed = await signer.PackAsync(tenant, shelved.Tenants[tenant], cancellationToken);
                if (bundles.Values.Sum(other => other.Length) + packed.Length > MostCarried)
                {
                    break;
                }

                bundles[tenant] = packed;
            }

            return change with { Catalogue = catalogue, Bundles = bundles };
        }
        catch (SecretUnavailableException exception)
        {
            // Whoever hears of it asks, and gets what can be signed by then.
            logger.ChangeNotSigned(change.Version, exception.Message);
            return change;
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
                    compiler.Compile(bundle);
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
}
