using Microsoft.Extensions.Options;
using OpenClaw.Policy.Options;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Policy.Features.Bundles;

/// <summary>The bundle that governs now, and since when.</summary>
/// <param name="RulesVersion">Version of the folder's part.</param>
internal sealed record ShelvedBundle(PolicyBundle Bundle, string RulesVersion, DateTimeOffset LoadedAt);

/// <summary>Holds the last good bundle; null until there is one.</summary>
internal sealed class BundleShelf(IOptions<RulesOptions> options, TimeProvider time)
{
    private volatile ShelvedBundle? _current;
    private long _confirmedAt;

    public ShelvedBundle? Current => _current;

    /// <summary>
    /// The bundle to hand out. A replica that has not seen the database for too long hands out nothing, so that whoever asks
    /// it does not take an old bundle for the current one.
    /// </summary>
    public ShelvedBundle? Confirmed =>
        time.GetUtcNow().UtcTicks - Volatile.Read(ref _confirmedAt) <= options.Value.MaxUnconfirmed.Ticks ? _current : null;

    public void Put(ShelvedBundle bundle) => _current = bundle;

    /// <summary>Rules and database were just seen to say this.</summary>
    public void Confirm(DateTimeOffset now) => Volatile.Write(ref _confirmedAt, now.UtcTicks);
}

/// <summary>The policy service's own enforcement point takes its bundle from the shelf.</summary>
internal sealed class LocalPolicySource(BundleShelf shelf) : IPolicySource
{
    public Task<PolicyBundle?> FetchAsync(string? knownVersion, CancellationToken cancellationToken) => shelf.Confirmed switch
    {
        null => throw new PolicySourceException("No rules have been loaded."),
        { Bundle: var bundle } when bundle.Version == knownVersion => Task.FromResult<PolicyBundle?>(null),
        { Bundle: var bundle } => Task.FromResult<PolicyBundle?>(bundle),
    };
}
