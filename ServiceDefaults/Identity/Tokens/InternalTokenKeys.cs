namespace OpenClaw.ServiceDefaults.Identity.Tokens;

/// <summary>The gateway's public keys once they are known.</summary>
public sealed class InternalTokenKeys : IVerificationKeys
{
    // A first request may arrive while the key is still being read; it is worth a moment, not a hang.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile IReadOnlyList<VerificationKey> _keys = [];
    private int _generation;

    public int Generation => Volatile.Read(ref _generation);

    public bool AreLoaded => _keys.Count > 0;

    /// <exception cref="System.Security.Cryptography.CryptographicException">The text holds no usable key.</exception>
    public int Load(string pem)
    {
        var keys = EcKeys.ReadPublic(pem);
        _keys = keys;
        Interlocked.Increment(ref _generation);
        _loaded.TrySetResult();
        return keys.Count;
    }

    /// <exception cref="TimeoutException">The keys did not become known in time (answered with 503).</exception>
    public async ValueTask<VerificationKey?> FindAsync(string? keyId, string algorithm, CancellationToken cancellationToken)
    {
        if (!AreLoaded)
        {
            await _loaded.Task.WaitAsync(Patience, cancellationToken);
        }

        // Our own tokens always name their key, so a token without a key id is not ours.
        return _keys.FirstOrDefault(key => key.Id == keyId && key.Algorithm == algorithm);
    }
}
