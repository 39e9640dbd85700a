using OpenClaw.Contracts;

namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>What came with an announcement, verified like anything else; what did not come is fetched.</summary>
internal sealed class AnnouncedSource(PolicyChanged change, SealedCatalogue catalogue, IPolicySource rest, PolicyTrustKeys keys) : IPolicySource
{
    public Task<SealedCatalogue> CatalogueAsync(CancellationToken cancellationToken) => Task.FromResult(catalogue);

    public async Task<SealedBundle> BundleAsync(string tenantId, string version, CancellationToken cancellationToken)
    {
        if (change.Bundles?.GetValueOrDefault(tenantId) is not { } packed)
        {
            return await rest.BundleAsync(tenantId, version, cancellationToken);
        }

        var bundle = await keys.CheckAsync(trust => BundleArchive.Open(packed, tenantId, trust), cancellationToken);
        return bundle.Version == version ? new SealedBundle(bundle, packed) : throw new PolicySealException($"it is {bundle.Version}");
    }
}
