namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>The bundles of all tenants at one moment.</summary>
internal sealed record PolicySet(PolicyCatalogue Catalogue, IReadOnlyDictionary<string, HeldPolicy> Tenants)
{
    /// <summary>False when the newest bundle of somebody is not among them.</summary>
    public bool IsComplete => Tenants.Values.All(held => held.StaleSince is null);

    public HeldPolicy? Find(string tenantId) => Tenants.GetValueOrDefault(tenantId) ?? Tenants.GetValueOrDefault(PolicyCatalogue.Others);
}

/// <summary>What governs a tenant.</summary>
/// <param name="Policy">Null when there never was a bundle that could be used.</param>
/// <param name="StaleSince">Timestamp since when a newer one exists that is refused or cannot be fetched; null when this is the newest.</param>
internal sealed record HeldPolicy(LoadedPolicy? Policy, long? StaleSince);

/// <summary>An answer about one tenant.</summary>
/// <param name="Age">Time since this was known to be the newest.</param>
internal readonly record struct PolicyInForce(LoadedPolicy? Policy, TimeSpan Age, bool IsTrusted);
