using Microsoft.Extensions.Options;
using OpenClaw.Gateway.Options;
using OpenClaw.ServiceDefaults.Identity.Tokens;

namespace OpenClaw.Gateway.Infrastructure.Oidc;

/// <summary>
/// The provider's keys: fetched when first needed, again when old, and again for an unknown key id, so that rotation locks
/// nobody out; but not more often than <see cref="OidcOptions.KeyRefetchPause"/>.
/// </summary>
internal sealed class ProviderKeys(
    ProviderDocuments documents, IOptions<OidcOptions> options, TimeProvider time, ILogger<ProviderKeys> logger)
    : IVerificationKeys, IDisposable
{
    // While nothing is known yet, requests must not queue up for one timeout after another.
    private static readonly TimeSpan FailurePause = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _single = new(1, 1);
    private volatile Snapshot? _snapshot;
    private DateTimeOffset _lastAttempt = DateTimeOffset.MinValue;

    public int Generation => _snapshot?.Generation ?? 0;

    public async ValueTask<VerificationKey?> FindAsync(string? keyId, string algorithm, CancellationToken cancellationToken)
    {
        var snapshot = _snapshot;
        if (snapshot is null || snapshot.At + options.Value.KeyLifetime <= time.GetUtcNow())
        {
            snapshot = await RefreshAsync(snapshot, cancellationToken);
        }

        return Find(snapshot, keyId, algorithm)
            ?? Find(await RefreshAsync(snapshot, cancellationToken), keyId, algorithm);
    }

    public void Dispose() => _single.Dispose();

    private static VerificationKey? Find(Snapshot snapshot, string? keyId, string algorithm)
    {
        var candidates = snapshot.Keys.Where(key => key.Algorithm == algorithm && (keyId is null || key.Id == keyId)).Take(2).ToArray();
        return candidates.Length == 1 ? candidates[0] : null;
    }

    private async ValueTask<Snapshot> RefreshAsync(Snapshot? seen, CancellationToken cancellationToken)
    {
        await _single.WaitAsync(cancellationToken);
        try
        {
            var sinceLastAttempt = time.GetUtcNow() - _lastAttempt;
            if (_snapshot is { } current && (current != seen || sinceLastAttempt < options.Value.KeyRefetchPause))
            {
                return current;
            }

            if (_snapshot is null && sinceLastAttempt < FailurePause)
            {
                throw new ProviderUnavailableException("The identity provider could not be read a moment ago.");
            }

            _lastAttempt = time.GetUtcNow();
            return await FetchAsync(cancellationToken);
        }
        finally
        {
            _single.Release();
        }
    }

    private async Task<Snapshot> FetchAsync(CancellationToken cancellationToken)
    {
        try
        {
            var keys = JsonWebKeys.Read(await documents.FetchKeysAsync(cancellationToken));
            var snapshot = new Snapshot(keys, time.GetUtcNow(), Generation + 1);
            _snapshot = snapshot;
            logger.ProviderKeysFetched(keys.Count);
            return snapshot;
        }
        catch (ProviderUnavailableException exception) when (_snapshot is { } last && last.At + (2 * options.Value.KeyLifetime) > time.GetUtcNow())
        {
            // An outage of the provider must not lock out people who hold valid tokens; but not for ever.
            var reason = exception.Message;
            logger.ProviderKeysStale(reason);
            return last;
        }
    }

    private sealed record Snapshot(IReadOnlyList<VerificationKey> Keys, DateTimeOffset At, int Generation);
}
