using OpenClaw.Contracts;

namespace OpenClaw.Audit.Features.Ingest;

/// <summary>Entries of one request on their way into a commit.</summary>
internal sealed class PendingAppend(IReadOnlyList<StorableEntry> entries)
{
    private readonly TaskCompletionSource<AuditBatchAccepted> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isAbandoned;

    public IReadOnlyList<StorableEntry> Entries => entries;

    public Task<AuditBatchAccepted> Completion => _completion.Task;

    /// <summary>Nobody waits any more; storing it would still be harmless, but is work for nothing during an overload.</summary>
    public bool IsAbandoned => _isAbandoned;

    public void Abandon() => _isAbandoned = true;

    /// <summary>Takes its share out of the fresh keys and counts it: of two requests of one commit with the same entry, the first stored it.</summary>
    public void Succeed(HashSet<EntryKey> fresh)
    {
        StorableEntry[] mine = [.. entries.Where(entry => fresh.Remove(entry.Key))];
        EntryMetrics.Stored(mine);
        _completion.TrySetResult(new AuditBatchAccepted(mine.Length, entries.Count - mine.Length));
    }

    public void Fail(Exception exception)
    {
        _completion.TrySetException(exception);

        // A request that stopped waiting leaves the exception unobserved.
        _ = _completion.Task.Exception;
    }
}
