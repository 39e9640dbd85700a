using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using OpenClaw.Audit.Features.Ingest;
using OpenClaw.Audit.Features.Tampering;
using OpenClaw.Audit.Options;
using OpenClaw.ServiceDefaults.Identity.Tokens;

namespace OpenClaw.Audit.Features.Sealing;

/// <summary>
/// Puts what was acknowledged into the log: gives every entry its number and leaf and signs the tree, a moment after the commit
/// and never in its way. Every replica runs one; the lease lets one work, and its fence makes sure that two never seal, whatever
/// their clocks say.
/// </summary>
internal sealed class Sealer(ISealStore store, SealBacklog backlog, CheckpointSigner signer, IOptions<SealingOptions> options, TimeProvider time, SealerMetrics metrics, SealerRole role, TamperGuard guard, ILogger<Sealer> logger)
    : BackgroundService
{
    private const int TriesWithLease = 3;
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ContradictionPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMinutes(1);
    private readonly Guid _holder = Guid.NewGuid();
    private readonly Dictionary<string, TenantTree> _trees = new(StringComparer.Ordinal);
    private readonly HashSet<string> _contradicted = new(StringComparer.Ordinal);
    private SealerLease? _lease;
    private long _began = time.GetTimestamp();
    private bool _isBehind;
    private int _failedWithLease;
    private DateTimeOffset _retryContradicted;
    private DateTimeOffset _nextReport;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = await TryRunAsync(stoppingToken);
            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, time, stoppingToken);
            }
        }
    }

    /// <summary>One look at the queue; answers how long to wait before the next.</summary>
    private async Task<TimeSpan> TryRunAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is AuditStoreUnavailableException or SecretUnavailableException or CryptographicException or FormatException or ArgumentException)
        {
            _failedWithLease += _lease is null ? 0 : 1;

            // What was not committed is still in the queue; what is in memory may be ahead of it.
            Forget();
            logger.SealingFailed(exception.Message);
            if (_failedWithLease < TriesWithLease)
            {
                return RetryPause;
            }

            // Until the lease is over and another replica has looked: one that can seal, such as one of the version that the database
            // was migrated for.
            _failedWithLease = 0;
            return options.Value.Lease * 1.5;
        }
    }

    private async Task<TimeSpan> RunAsync(CancellationToken cancellationToken)
    {
        if (_lease is null)
        {
            if (await store.TryAcquireAsync(_holder, options.Value.Lease, cancellationToken) is not { } lease)
            {
                return options.Value.Lease / 4;
            }

            _lease = lease;
            await store.KeepKeyAsync(await signer.PublicKeyAsync(cancellationToken), cancellationToken);
            role.IsElected = true;
            logger.Elected(lease.Fence);
        }

        if (time.GetUtcNow() >= _retryContradicted)
        {
            _contradicted.Clear();
        }

        // People wait for commits and nobody for a seal, so a burst is sealed when it is over, or when half of the second that a seal may
        // take is. Never while more waits than one seal takes.
        if (!_isBehind && backlog.Courtesy is { Ticks: > 0 } courtesy && time.GetElapsedTime(_began) < options.Value.Interval * 2)
        {
            return courtesy;
        }

        _began = time.GetTimestamp();
        int? count;
        try
        {
            count = await SealAsync(new SealedTenants(null, _contradicted), cancellationToken);
        }
        catch (SealContradictedException)
        {
            // Trees in memory hold leaves that were not committed.
            _trees.Clear();
            count = await SealOneByOneAsync(cancellationToken);
        }

        if (count is null)
        {
            logger.LeaseLost(_lease!.Fence);
            Forget();
            return options.Value.Lease / 4;
        }

        _failedWithLease = 0;
        await ReportAsync(cancellationToken);
        _isBehind = count >= options.Value.MaxEntriesPerSeal;
        return _isBehind ? TimeSpan.Zero : options.Value.Interval;
    }

    /// <summary>
    /// Somebody changed what was sealed for a tenant, and now its next number or leaf does not fit. That tenant's seal stops
    /// and is reported; nobody else's may.
    /// </summary>
    private async Task<int?> SealOneByOneAsync(CancellationToken cancellationToken)
    {
        var total = 0;
        foreach (var tenant in (await store.WaitingAsync(cancellationToken)).Keys)
        {
            try
            {
                if (await SealAsync(new SealedTenants(tenant, []), cancellationToken) is not { } count)
                {
                    return null;
                }

                total += count;
            }
            catch (SealContradictedException exception)
            {
                _trees.Remove(tenant);
                _contradicted.Add(tenant);
                _retryContradicted = time.GetUtcNow() + ContradictionPause;
                logger.SealContradicted(tenant, exception.Message);
                await guard.ReportAsync(tenant, SelfCheck.Name, new Finding(EvidenceKind.Seal, $"the next seal contradicts what is stored: {exception.Message}"), cancellationToken);
            }
        }

        return total;
    }

    /// <summary>How many were sealed; null when the lease is lost.</summary>
    private async Task<int?> SealAsync(SealedTenants tenants, CancellationToken cancellationToken)
    {
        await using var transaction = await store.BeginAsync(_lease!, options.Value.Lease, options.Value.MaxEntriesPerSeal, tenants, cancellationToken);
        if (transaction is null)
        {
            return null;
        }

        await SealAsync(transaction, cancellationToken);
        return transaction.Entries.Count;
    }

    private async Task SealAsync(ISealTransaction transaction, CancellationToken cancellationToken)
    {
        var trees = new List<SealedTree>();
        foreach (var entries in transaction.Entries.GroupBy(entry => entry.TenantId))
        {
            if (!_trees.TryGetValue(entries.Key, out var tree))
            {
                _trees[entries.Key] = tree = await transaction.LoadAsync(entries.Key, cancellationToken);
            }

            UnsealedEntry[] mine = [.. entries];
            Array.ForEach(mine, entry => tree.Append(entry.LeafHash));
            var note = await signer.SignAsync(tree.Checkpoint(signer.OriginOf(entries.Key)), cancellationToken);
            trees.Add(tree.Seal(mine, note.ToString()));
        }

        // Also when nothing is to be sealed: it keeps the lease.
        await transaction.CommitAsync(trees, cancellationToken);
        metrics.Sealed(transaction.Entries, time.GetUtcNow());
    }

    private async Task ReportAsync(CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() < _nextReport)
        {
            return;
        }

        _nextReport = time.GetUtcNow() + ReportInterval;
        var open = await store.CountOpenIntentsAsync(time.GetUtcNow() - options.Value.OpenAfter, cancellationToken);
        metrics.OpenIntents = open;
        if (open > 0)
        {
            logger.IntentsOpen(open, options.Value.OpenAfter);
        }
    }

    private void Forget()
    {
        _lease = null;
        role.IsElected = false;
        _trees.Clear();
    }
}
