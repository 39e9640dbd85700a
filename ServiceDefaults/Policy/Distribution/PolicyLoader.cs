using Microsoft.Extensions.Logging;

namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>
/// Turns a catalogue into what governs: fetches what changed, keeps a tenant's last good bundle where the newest is not signed,
/// not whole or does not compile, and switches all at once.
/// </summary>
internal sealed class PolicyLoader(PolicyEngine engine, ILogger<PolicyLoader> logger)
{
    /// <summary>The bundles that are new, which are in force when this returns.</summary>
    public async Task<IReadOnlyList<SealedBundle>> TakeAsync(SealedCatalogue newest, IPolicySource source, TimeSpan age, CancellationToken cancellationToken)
    {
        var before = engine.Current;
        var next = new Dictionary<string, HeldPolicy>(StringComparer.Ordinal);
        var loaded = new List<SealedBundle>();
        foreach (var (tenantId, version) in newest.Catalogue.Tenants)
        {
            var held = before?.Tenants.GetValueOrDefault(tenantId);
            if (held?.Policy?.Version == version)
            {
                next[tenantId] = held.StaleSince is null ? held : held with { StaleSince = null };
                continue;
            }

            var bundle = await FetchAsync(source, tenantId, version, cancellationToken);
            if (bundle is not null && engine.Compile(tenantId, bundle.Bundle) is { } policy)
            {
                next[tenantId] = new HeldPolicy(policy, null);
                loaded.Add(bundle);
                logger.BundleLoaded(tenantId, version);
            }
            else
            {
                next[tenantId] = new HeldPolicy(held?.Policy, held?.StaleSince ?? engine.ConfirmedAt);
            }
        }

        engine.Switch(new PolicySet(newest.Catalogue, next), age);
        return loaded;
    }

    private async Task<SealedBundle?> FetchAsync(IPolicySource source, string tenantId, string version, CancellationToken cancellationToken)
    {
        try
        {
            return await source.BundleAsync(tenantId, version, cancellationToken);
        }
        catch (PolicySealException exception)
        {
            logger.BundleRefused(tenantId, version, exception.Message);
        }
        catch (PolicySourceException exception)
        {
            logger.BundleUnconfirmed(exception.Message);
        }

        return null;
    }
}
