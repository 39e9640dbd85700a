using System.Collections.Concurrent;
using OpenClaw.Gateway.Features.Sessions;

namespace OpenClaw.Gateway.Features.Revocation;

/// <summary>
/// Ends proofs of identity before they expire. Other replicas believe for <see cref="Memory"/> that nothing was withdrawn, so a
/// revocation holds everywhere well within five seconds; when the store cannot be read, nobody is believed (503).
/// </summary>
internal sealed class RevocationRegister(IRevocationStore store, TimeProvider time)
{
    /// <summary>How long the store's mark is believed: one read per two seconds instead of one per request or person.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromSeconds(2);

    // A withdrawal that was interrupted, and answered as failed, may be there without a new mark; then it holds by now.
    private static readonly TimeSpan LongestMemory = TimeSpan.FromMinutes(1);
    private const int Capacity = 10_000;

    private readonly ConcurrentDictionary<PersonKey, Known> _known = new();
    private readonly Lock _gate = new();
    private volatile Mark? _mark;
    private Task<Mark>? _reading;

    public async ValueTask<bool> IsRevokedAsync(PersonKey person, DateTimeOffset issuedAt, string digest, CancellationToken cancellationToken)
    {
        // The mark first: what is read after it holds everything that was withdrawn before it.
        var mark = await MarkAsync(cancellationToken);
        var now = time.GetUtcNow();
        if (!_known.TryGetValue(person, out var known) || known.Mark != mark.Text || !IsYoung(known.At, LongestMemory, now))
        {
            known = new Known(await store.FindAsync(person, cancellationToken) ?? Revocations.None, mark.Text, now);
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

    private async ValueTask<Mark> MarkAsync(CancellationToken cancellationToken)
    {
        var asked = time.GetUtcNow();
        if (_mark is { } known && IsYoung(known.At, Memory, asked))
        {
            return known;
        }

        var mark = await ReadMarkAsync().WaitAsync(cancellationToken);

        // A reading that was under way and took long may be too old by now; the next one begins after this question.
        return mark.At >= asked || IsYoung(mark.At, Memory, time.GetUtcNow()) ? mark : await ReadMarkAsync().WaitAsync(cancellationToken);
    }

    /// <summary>Whoever asks while a reading is under way shares its answer, however many they are.</summary>
    private Task<Mark> ReadMarkAsync()
    {
        lock (_gate)
        {
            return _reading is { IsCompleted: false } running ? running : _reading = ReadAsync();
        }

        async Task<Mark> ReadAsync()
        {
            var at = time.GetUtcNow();
            return _mark = new Mark(await store.MarkAsync(CancellationToken.None), at);
        }
    }

    private static bool IsYoung(DateTimeOffset at, TimeSpan memory, DateTimeOffset now) => at <= now && now < at + memory;

    /// <param name="At">Before it was asked for.</param>
    private sealed record Mark(string Text, DateTimeOffset At);

    private sealed record Known(Revocations Value, string Mark, DateTimeOffset At);
}
