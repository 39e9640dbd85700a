using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Policy.Features.Bundles;

/// <summary>The policy service's own enforcement point takes its bundles from the shelf; nothing lies between that could be forged.</summary>
internal sealed class LocalPolicySource(BundleShelf shelf, TimeProvider time) : IPolicySource
{
    public Task<SealedCatalogue> CatalogueAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new SealedCatalogue(Shelved.Catalogue(time.GetUtcNow()), ""));

    public Task<SealedBundle> BundleAsync(string tenantId, string version, CancellationToken cancellationToken) =>
        Shelved.Tenants.GetValueOrDefault(tenantId) is { } bundle && bundle.Version == version
            ? Task.FromResult(new SealedBundle(bundle, default))
            : throw new PolicySourceException("The bundle was replaced meanwhile.");

    private ShelvedBundles Shelved => shelf.Confirmed ?? throw new PolicySourceException("No rules have been loaded.");
}
