using System.Collections.Concurrent;
using OpenClaw.Gateway.Features.Sessions;

namespace OpenClaw.Gateway.Features.Revocation;

/// <summary>
/// Ends proofs of identity before they expire. Other replicas believe what they read for <see cref="Memory"/>, so a
/// revocation holds everywhere well within five seconds; when the store cannot be read, nobody is believed (503).
/// </summary>
internal sealed class RevocationRegister(IRevocationStore store, TimeProvider time)
{
    /// <summary>How long an answer of the store is believed: one read per person and two seconds instead of one per request.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromSeconds(2);
    private const int Capacity = 10_000;

    private readonly ConcurrentDictionary<PersonKey, (Revocations Value, DateTimeOffset At)> _known = new();

    public async ValueTask<bool> IsRevokedAsync(PersonKey person, DateTimeOffset issuedAt, string digest, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (!_known.TryGetValue(person, out var known) || known.At + Memory <= now || known.At > now)
        {
            known = (await store.FindAsync(person, cancellationToken) ?? Revocations.None, now);
            if (_known.Count >= Capacity)
            {
                _known.Clear();
            }

            _known[person] = known;
        }

        return known.Value.Covers(issuedAt, digest);
    }

    public async Task EndAsync(PersonKey person, string digest, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await store.ChangeAsync(person, known => Add(known ?? Revocations.None, new EndedProof(digest, until), now), cancellationToken);
        _known.TryRemove(person, out _);
    }

    public async Task EndAllAsync(PersonKey person, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await store.ChangeAsync(person, _ => new Revocations(now, []), cancellationToken);
        _known.TryRemove(person, out _);
    }

    private static Revocations Add(Revocations known, EndedProof proof, DateTimeOffset now)
    {
        EndedProof[] ended = [.. known.Ended.Where(one => one.Until > now && one.Digest != proof.Digest), proof];
        return ended.Length > Revocations.MaxEnded ? new Revocations(now, []) : known with { Ended = ended };
    }
}
