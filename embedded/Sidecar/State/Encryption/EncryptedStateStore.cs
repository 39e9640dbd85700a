namespace OpenClaw.Sidecar.State.Encryption;

/// <summary>A store whose values only this sidecar can read. Keys, etags and expiry stay as they are.</summary>
internal sealed class EncryptedStateStore(IStateStore inner, EncryptionKeys keys) : IStateStore
{
    public IReadOnlyList<string> Capabilities => inner.Capabilities;

    public async ValueTask<StateEntry?> GetAsync(string key, CancellationToken cancellationToken) =>
        await inner.GetAsync(key, cancellationToken) is { } entry ? Decrypt(entry) : null;

    public async Task<IReadOnlyList<StateEntry>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        [.. (await inner.GetManyAsync(keys, cancellationToken)).Select(TryDecrypt)];

    public Task SetAsync(StateSet request, CancellationToken cancellationToken) => inner.SetAsync(Encrypt(request), cancellationToken);

    public Task DeleteAsync(StateDelete request, CancellationToken cancellationToken) => inner.DeleteAsync(request, cancellationToken);

    public Task TransactAsync(IReadOnlyList<IStateChange> changes, CancellationToken cancellationToken) =>
        inner.TransactAsync([.. changes.Select(change => change is StateSet set ? Encrypt(set) : change)], cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        keys.Dispose();
    }

    private StateSet Encrypt(StateSet request) => request with { Value = keys.Encrypt(request.Value.Span), IsBinary = true };

    /// <summary>One unreadable value must not keep the others from being read.</summary>
    private StateEntry TryDecrypt(StateEntry entry)
    {
        try
        {
            return Decrypt(entry);
        }
        catch (StateStoreException error)
        {
            return entry with { Value = default, ETag = null, ExpiresAt = null, Error = error.Message };
        }
    }

    private StateEntry Decrypt(StateEntry entry) => entry.Value.Length == 0 ? entry : entry with { Value = keys.Decrypt(entry.Value.Span) };
}
