namespace OpenClaw.Sidecar.Locks;

internal interface ILockStore
{
    Task<bool> TryLockAsync(string key, string owner, TimeSpan expiry, CancellationToken cancellationToken);

    Task<UnlockStatus> UnlockAsync(string key, string owner, CancellationToken cancellationToken);
}
