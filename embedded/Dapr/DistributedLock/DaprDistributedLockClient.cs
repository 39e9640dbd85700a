using System.Diagnostics.CodeAnalysis;
using Dapr.Common;
using Dapr.DistributedLock.Models;

namespace Dapr.DistributedLock;

/// <summary>Locks that only one of all processes holds at a time.</summary>
[Experimental("DAPR_DISTRIBUTEDLOCK")]
public interface IDaprDistributedLockClient : IDaprClient
{
    /// <summary>Takes a lock; null when somebody else holds it.</summary>
    Task<LockResponse> TryLockAsync(string storeName, string resourceId, string lockOwner, int expiryInSeconds, CancellationToken cancellationToken = default);

    /// <summary>Gives a lock back.</summary>
    [Experimental("DAPR_DISTRIBUTEDLOCK")]
    Task<UnlockResponse> TryUnlockAsync(string storeName, string resourceId, string lockOwner, CancellationToken cancellationToken = default);
}

/// <summary>Locks that only one of all processes holds at a time.</summary>
[Experimental("DAPR_DISTRIBUTEDLOCK")]
public abstract class DaprDistributedLockClient : IDaprDistributedLockClient
{
    private bool _disposed;

    private protected DaprDistributedLockClient()
    {
    }

    /// <inheritdoc/>
    public abstract Task<LockResponse> TryLockAsync(string storeName, string resourceId, string lockOwner, int expiryInSeconds, CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public abstract Task<UnlockResponse> TryUnlockAsync(string storeName, string resourceId, string lockOwner, CancellationToken cancellationToken = default);

    /// <summary>Releases the connections.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            Dispose(disposing: true);
            GC.SuppressFinalize(this);
        }
    }

    /// <summary>Releases the connections.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
