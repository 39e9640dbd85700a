using System.Collections.Concurrent;
using OpenClaw.Contracts;

namespace OpenClaw.Gateway.Features.ApiKeys;

/// <summary>Looks keys up where they are kept. Null: there is no such key, or it is revoked, expired or its account disabled.</summary>
internal interface IApiKeyDirectory
{
    Task<ApiKeyEntry?> FindAsync(string keyId, CancellationToken cancellationToken);
}

/// <summary>
/// Recognises keys. What the directory says is believed for <see cref="Memory"/>, so a revoked key is dead within five
/// seconds; without the directory no key is believed (503).
/// </summary>
internal sealed class ApiKeyRegister(IApiKeyDirectory directory, TimeProvider time)
{
    public static readonly TimeSpan Memory = TimeSpan.FromSeconds(3);
    private const int Capacity = 10_000;

    private readonly ConcurrentDictionary<string, (ApiKeyEntry? Entry, DateTimeOffset At)> _known = new(StringComparer.Ordinal);

    public async ValueTask<ApiKeyEntry?> FindAsync(string token, CancellationToken cancellationToken)
    {
        if (ApiKey.Parse(token) is not { } key)
        {
            return null;
        }

        var now = time.GetUtcNow();
        if (!_known.TryGetValue(key.Id, out var known) || known.At + Memory <= now || known.At > now)
        {
            known = (await directory.FindAsync(key.Id, cancellationToken), now);

            // Unknown ids are remembered too, or guessing would be a way to flood the directory.
            if (_known.Count >= Capacity)
            {
                _known.Clear();
            }

            _known[key.Id] = known;
        }

        return known.Entry is { } entry && key.HasHash(entry.SecretHash) && (entry.ExpiresAt is null || entry.ExpiresAt > now) ? entry : null;
    }
}
