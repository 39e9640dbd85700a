using Microsoft.Extensions.Options;
using OpenClaw.Policy.Options;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Policy.Features.Bundles;

/// <summary>The bundles that govern now, and since when.</summary>
/// <param name="Whole">All tenants in one, for an OPA that decides for all of them.</param>
/// <param name="Tenants">One per tenant, and one for tenants without any document under <see cref="PolicyCatalogue.Others"/>.</param>
/// <param name="RulesVersion">Version of the folder's part.</param>
/// <param name="Mark">Which changes of policies they contain.</param>
internal sealed record ShelvedBundles(
    PolicyBundle Whole, IReadOnlyDictionary<string, PolicyBundle> Tenants, string RulesVersion, PolicyMark Mark, DateTimeOffset LoadedAt)
{
    public long Sequence => Mark.Count;

    public PolicyBundle Of(string tenantId) => Tenants.GetValueOrDefault(tenantId) ?? Tenants[PolicyCatalogue.Others];

    public PolicyCatalogue Catalogue(DateTimeOffset now) =>
        new(Sequence, Whole.Version, Tenants.ToDictionary(tenant => tenant.Key, tenant => tenant.Value.Version), now);
}

/// <summary>Holds the last good bundles; null until there are any.</summary>
internal sealed class BundleShelf(IOptions<RulesOptions> options, TimeProvider time)
{
    private volatile ShelvedBundles? _current;
    private long _confirmedAt;

    public ShelvedBundles? Current => _current;

    /// <summary>When rules and database were last seen to say this.</summary>
    public DateTimeOffset ConfirmedAt => new(Volatile.Read(ref _confirmedAt), TimeSpan.Zero);

    /// <summary>
    /// The bundles to hand out. A replica that has not seen the database for too long hands out nothing, so that whoever asks
    /// it does not take an old bundle for the current one.
    /// </summary>
    public ShelvedBundles? Confirmed => time.GetUtcNow() - ConfirmedAt <= options.Value.MaxUnconfirmed ? _current : null;

    public void Put(ShelvedBundles bundles) => _current = bundles;

    /// <summary>Rules and database were just seen to say this.</summary>
    public void Confirm(DateTimeOffset now) => Volatile.Write(ref _confirmedAt, now.UtcTicks);
}
