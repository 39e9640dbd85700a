using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Policy.Features.Bundles;

/// <summary>The bundle that governs now, and since when.</summary>
internal sealed record ShelvedBundle(PolicyBundle Bundle, DateTimeOffset LoadedAt);

/// <summary>Holds the last good bundle; null until there is one.</summary>
internal sealed class BundleShelf
{
    private volatile ShelvedBundle? _current;

    public ShelvedBundle? Current => _current;

    public void Put(ShelvedBundle bundle) => _current = bundle;
}

/// <summary>The policy service's own enforcement point takes its bundle from the shelf.</summary>
internal sealed class LocalPolicySource(BundleShelf shelf) : IPolicySource
{
    public Task<PolicyBundle?> FetchAsync(string? knownVersion, CancellationToken cancellationToken) => shelf.Current switch
    {
        null => throw new PolicySourceException("No rules have been loaded."),
        { Bundle: var bundle } when bundle.Version == knownVersion => Task.FromResult<PolicyBundle?>(null),
        { Bundle: var bundle } => Task.FromResult<PolicyBundle?>(bundle),
    };
}
