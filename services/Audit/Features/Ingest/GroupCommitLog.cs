using System.Threading.Channels;
using Microsoft.Extensions.Options;
using OpenClaw.Audit.Features.Sealing;
using OpenClaw.Audit.Features.Subjects;
using OpenClaw.Audit.Options;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Features.Ingest;

/// <summary>
/// Group commit: requests that arrive while one transaction is being committed share the next one. A single loop writes,
/// so the cost of a durable commit is paid once for many requests and a lone request never waits for company.
/// </summary>
internal sealed class GroupCommitLog(IAuditStore store, SealBacklog backlog, PersonalData personal, IOptions<IngestOptions> options, TimeProvider time, ILogger<GroupCommitLog> logger)
    : BackgroundService
{
    private readonly Channel<PendingAppend> _pending = Channel.CreateUnbounded<PendingAppend>(new() { SingleReader = true });
    private int _waitingEntries;

    /// <summary>Turns a request away before anything of it is read; what is read already is counted by <see cref="AppendAsync"/>.</summary>
    /// <exception cref="AuditQueueFullException">Too much is waiting.</exception>
    public void ThrowIfFull()
    {
        var waiting = Volatile.Read(ref _waitingEntries);
        if (waiting > options.Value.MaxWaitingEntries)
        {
            throw new AuditQueueFullException(waiting);
        }
    }

    /// <summary>Returns after the commit that holds these entries.</summary>
    /// <exception cref="AuditQueueFullException">Too much is waiting; nothing was taken.</exception>
    /// <exception cref="AuditStoreUnavailableException">No commit within the deadline.</exception>
    public async Task<AuditBatchAccepted> AppendAsync(IReadOnlyList<StorableEntry> entries, CancellationToken cancellationToken)
    {
        var waiting = Interlocked.Add(ref _waitingEntries, entries.Count);

        // An empty queue takes any request, however large, or it could never be sent.
        if (waiting > options.Value.MaxWaitingEntries && waiting > entries.Count)
        {
            Interlocked.Add(ref _waitingEntries, -entries.Count);
            throw new AuditQueueFullException(waiting);
        }

        var pending = new PendingAppend(await HideAsync(entries, cancellationToken));
        if (!_pending.Writer.TryWrite(pending))
        {
            Interlocked.Add(ref _waitingEntries, -entries.Count);
            throw new AuditQueueFullException(waiting);
        }

        try
        {
            return await pending.Completion.WaitAsync(options.Value.Deadline, time, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            pending.Abandon();
            throw new AuditStoreUnavailableException("No commit within the deadline.", exception);
        }
        catch (OperationCanceledException)
        {
            pending.Abandon();
            throw;
        }
    }

    /// <summary>Commits what is waiting before the service ends; the server has stopped taking requests by then.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _pending.Writer.TryComplete();
        await (ExecuteTask ?? Task.CompletedTask).WaitAsync(cancellationToken);
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var group = new List<PendingAppend>();
        while (await _pending.Reader.WaitToReadAsync(CancellationToken.None))
        {
            Gather(group);
            await CommitAsync(group);
            Interlocked.Add(ref _waitingEntries, -group.Sum(pending => pending.Entries.Count));
            group.Clear();
        }
    }

    /// <summary>Here and not in the loop that commits, so that requests encrypt and hash side by side.</summary>
    private async Task<IReadOnlyList<StorableEntry>> HideAsync(IReadOnlyList<StorableEntry> entries, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(options.Value.Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return store.Receive(await personal.HideAsync(entries, either.Token), time.GetUtcNow());
        }
        catch (Exception exception)
        {
            Interlocked.Add(ref _waitingEntries, -entries.Count);
            if (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                throw new AuditStoreUnavailableException("No key within the deadline.", exception);
            }

            throw;
        }
    }

    private void Gather(List<PendingAppend> group)
    {
        var count = 0;
        while (_pending.Reader.TryPeek(out var next)
            && (count == 0 || count + next.Entries.Count <= options.Value.MaxEntriesPerCommit)
            && _pending.Reader.TryRead(out next))
        {
            group.Add(next);
            count += next.IsAbandoned ? 0 : next.Entries.Count;
        }
    }

    private async Task CommitAsync(IReadOnlyList<PendingAppend> group)
    {
        var live = group.Where(pending => !pending.IsAbandoned).ToList();
        if (live.Count == 0)
        {
            return;
        }

        try
        {
            using var timeout = new CancellationTokenSource(options.Value.Deadline, time);
            await backlog.WaitForRoomAsync(timeout.Token);
            var fresh = await store.AppendAsync(Merge(live), timeout.Token);
            live.ForEach(pending => pending.Succeed(fresh));
        }
        catch (AuditEntryRefusedException) when (live.Count > 1)
        {
            // The database knows a rule the validator does not; only the request that broke it may fail.
            foreach (var pending in live)
            {
                await CommitAsync([pending]);
            }
        }
        catch (Exception exception)
        {
            // Whatever it was, its requests must be told and the loop must go on.
            logger.CommitFailed(exception, live.Sum(pending => pending.Entries.Count));
            live.ForEach(pending => pending.Fail(exception is OperationCanceledException
                ? new AuditStoreUnavailableException("The commit took too long.", exception)
                : exception));
        }
    }

    /// <summary>
    /// Each key once, in one order: two replicas that store the same repeated entries would otherwise wait for each other.
    /// </summary>
    private static List<StorableEntry> Merge(IEnumerable<PendingAppend> group) =>
        [.. group.SelectMany(pending => pending.Entries)
            .DistinctBy(entry => entry.Key)
            .OrderBy(entry => entry.Entry.TenantId, StringComparer.Ordinal)
            .ThenBy(entry => entry.Entry.Id)];
}
