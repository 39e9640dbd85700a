using OpenClaw.Sidecar.Components;
using OpenClaw.Sidecar.Locks;

namespace OpenClaw.Sidecar.Api;

/// <summary>What locking does, whichever protocol asks.</summary>
internal sealed class LockBlock(ComponentRegistry components)
{
    public LockComponent Find(string name)
    {
        if (components.Locks.IsEmpty)
        {
            throw new ApiException(500, "ERR_LOCK_STORE_NOT_CONFIGURED", "lock store is not configured");
        }
        return components.Locks.TryGetValue(name, out var store) ? store
            : throw new ApiException(400, "ERR_LOCK_STORE_NOT_FOUND", $"lock store {name} not found");
    }

    public static async Task<bool> TryLockAsync(LockComponent store, string resource, string owner, int seconds, CancellationToken cancellationToken)
    {
        Check(resource, owner);
        if (seconds <= 0)
        {
            throw Malformed("ExpiryInSeconds is not positive");
        }
        try
        {
            return await store.Store.TryLockAsync(store.Physical(resource), owner, TimeSpan.FromSeconds(seconds), cancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw new ApiException(500, "ERR_TRY_LOCK", $"failed to try acquiring lock: {error.Message}", error);
        }
    }

    public static async Task<UnlockStatus> UnlockAsync(LockComponent store, string resource, string owner, CancellationToken cancellationToken)
    {
        Check(resource, owner);
        try
        {
            return await store.Store.UnlockAsync(store.Physical(resource), owner, cancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw new ApiException(500, "ERR_UNLOCK", $"failed to release lock: {error.Message}", error);
        }
    }

    internal static ApiException Malformed(string reason) => new(400, "ERR_MALFORMED_REQUEST", reason);

    private static void Check(string resource, string owner)
    {
        if (resource.Length == 0 || owner.Length == 0)
        {
            throw Malformed("ResourceId or LockOwner is empty");
        }
    }
}
