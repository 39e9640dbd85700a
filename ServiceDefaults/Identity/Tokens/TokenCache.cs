using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace OpenClaw.ServiceDefaults.Identity.Tokens;

/// <summary>
/// Remembers accepted tokens until they expire or the keys change, so a signature is verified once per token. Bounded;
/// refused tokens are not remembered, or an attacker could fill it.
/// </summary>
public sealed class TokenCache(TimeProvider time, int capacity = TokenCache.DefaultCapacity)
{
    /// <summary>Ten times the users of one deployment: several tokens each, some 10 MB at worst.</summary>
    public const int DefaultCapacity = 5000;

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    public int Count => _entries.Count;

    /// <summary>What tokens are kept by: a memory dump of the cache holds no credentials.</summary>
    public static string DigestOf(string token) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    public ValidatedToken? Find(string digest, int generation)
    {
        if (!_entries.TryGetValue(digest, out var entry))
        {
            return null;
        }

        return entry.Generation == generation && entry.Token.ExpiresAt > time.GetUtcNow() ? entry.Token : null;
    }

    public void Keep(string digest, int generation, ValidatedToken validated)
    {
        if (_entries.Count >= capacity)
        {
            Shrink(generation);
        }

        _entries[digest] = new Entry(validated, generation);
    }

    private void Shrink(int generation)
    {
        var now = time.GetUtcNow();
        foreach (var (key, entry) in _entries)
        {
            if (entry.Generation != generation || entry.Token.ExpiresAt <= now)
            {
                _entries.TryRemove(key, out _);
            }
        }

        // All of them alive: forgetting a tenth costs a few signature checks and keeps this off the common path.
        foreach (var key in _entries.Count >= capacity ? _entries.Keys.Take(1 + (capacity / 10)) : [])
        {
            _entries.TryRemove(key, out _);
        }
    }

    private sealed record Entry(ValidatedToken Token, int Generation);
}
