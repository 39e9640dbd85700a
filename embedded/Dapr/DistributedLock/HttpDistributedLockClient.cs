using Dapr.Client;
using Dapr.DistributedLock.Models;

namespace Dapr.DistributedLock;

/// <summary>Locks over the sidecar's HTTP API.</summary>
internal sealed class HttpDistributedLockClient(DaprClient client) : DaprDistributedLockClient
{
    public override async Task<LockResponse> TryLockAsync(string storeName, string resourceId, string lockOwner, int expiryInSeconds, CancellationToken cancellationToken = default)
    {
        var answer = await client.Lock(storeName, resourceId, lockOwner, expiryInSeconds, cancellationToken);
        // The original promises a response and gives none for a lock that is held elsewhere.
        return answer.Success ? new LockResponse(this) { StoreName = storeName, ResourceId = resourceId, LockOwner = lockOwner } : null!;
    }

    public override async Task<Models.UnlockResponse> TryUnlockAsync(string storeName, string resourceId, string lockOwner, CancellationToken cancellationToken = default)
    {
        var answer = await client.Unlock(storeName, resourceId, lockOwner, cancellationToken);
        return new Models.UnlockResponse((Models.LockStatus)(int)answer.status);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            client.Dispose();
        }

        base.Dispose(disposing);
    }
}
