using System.Collections.Concurrent;
using OpenClaw.Gateway.Features.SignIn;

namespace OpenClaw.Gateway.Features.RateLimits;

/// <summary>
/// Whose credentials were accepted here lately, so that all limits of their next request are asked for in one step instead of
/// two. It says who is counted and nothing else: whether the credentials still hold is asked afterwards, as ever.
/// </summary>
internal sealed class RecentPeople
{
    private const int Capacity = 10_000;
    private readonly ConcurrentDictionary<string, SignedIn> _people = new(StringComparer.Ordinal);

    /// <summary>Who sent these credentials last; null for credentials not seen before, and for browsers.</summary>
    public SignedIn? Recognise(HttpContext context)
    {
        if (Proof.Of(context).Digest is not { } digest || !_people.TryGetValue(digest, out var person))
        {
            return null;
        }

        context.Features.Set(new Counted(person));
        return person;
    }

    /// <summary>Whether the limits of this very person, or key, were taken already; from now on they will be.</summary>
    public bool IsCounted(HttpContext context, SignedIn person)
    {
        if (context.Features.Get<Counted>() is { } counted && IsSame(counted.Person, person))
        {
            return true;
        }

        if (Proof.Of(context).Digest is { } digest)
        {
            if (_people.Count >= Capacity)
            {
                _people.Clear();
            }

            _people[digest] = person;
        }

        return false;
    }

    private static bool IsSame(SignedIn one, SignedIn other) =>
        one.Caller.TenantId == other.Caller.TenantId && one.Caller.UserId == other.Caller.UserId
        && one.Key?.KeyId == other.Key?.KeyId && one.Key?.Tier == other.Key?.Tier;

    private sealed record Counted(SignedIn Person);
}
