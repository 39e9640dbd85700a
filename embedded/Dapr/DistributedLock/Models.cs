using System.Diagnostics.CodeAnalysis;

namespace Dapr.DistributedLock.Models;

/// <summary>The outcome of giving a lock back.</summary>
public enum LockStatus
{
    /// <summary>Given back.</summary>
    Success = 0,

    /// <summary>There was no such lock.</summary>
    LockDoesNotExist = 1,

    /// <summary>Somebody else holds it.</summary>
    LockBelongsToOthers = 2,

    /// <summary>The store failed.</summary>
    InternalError = 3,
}

/// <summary>The outcome of giving a lock back.</summary>
public sealed record UnlockResponse(LockStatus Status);

/// <summary>A lock that was taken; disposing it gives it back.</summary>
[Experimental("DAPR_DISTRIBUTEDLOCK")]
public sealed class LockResponse : IAsyncDisposable
{
    private readonly DaprDistributedLockClient _client;

    internal LockResponse(DaprDistributedLockClient client) => _client = client;

    /// <summary>The thing locked.</summary>
    public string ResourceId { get; init; } = string.Empty;

    /// <summary>Who holds it.</summary>
    public string LockOwner { get; init; } = string.Empty;

    /// <summary>The lock component.</summary>
    public string StoreName { get; init; } = string.Empty;

    /// <summary>Gives the lock back.</summary>
    public async ValueTask DisposeAsync() => await _client.TryUnlockAsync(StoreName, ResourceId, LockOwner);
}
