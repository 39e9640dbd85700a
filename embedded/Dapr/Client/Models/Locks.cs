using System.Diagnostics.CodeAnalysis;

namespace Dapr.Client;

/// <summary>The outcome of an unlock.</summary>
public enum LockStatus
{
    /// <summary>Released.</summary>
    Success = 0,

    /// <summary>There was no such lock.</summary>
    LockDoesNotExist = 1,

    /// <summary>Somebody else holds it.</summary>
    LockBelongsToOthers = 2,

    /// <summary>The store failed.</summary>
    InternalError = 3,
}

/// <summary>The outcome of an unlock.</summary>
public class UnlockResponse(LockStatus status)
{
    /// <summary>The outcome.</summary>
    public LockStatus status { get; set; } = status;
}

/// <summary>The outcome of a lock; disposing it releases a lock that was obtained.</summary>
[Experimental("DAPR_DISTRIBUTEDLOCK")]
public sealed class TryLockResponse : IAsyncDisposable
{
    /// <summary>Whether the lock was obtained.</summary>
    public bool Success { get; init; }

    /// <summary>The thing locked.</summary>
    public string ResourceId { get; init; } = null!;

    /// <summary>Who holds it.</summary>
    public string LockOwner { get; init; } = null!;

    /// <summary>The lock component.</summary>
    public string StoreName { get; init; } = null!;

    internal DaprClient? Client { get; init; }

    /// <summary>Releases the lock.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!Success)
        {
            return;
        }

        if (Client is not null)
        {
            await Client.Unlock(StoreName, ResourceId, LockOwner);
            return;
        }

        using var client = new DaprClientBuilder().Build();
        await client.Unlock(StoreName, ResourceId, LockOwner);
    }
}
