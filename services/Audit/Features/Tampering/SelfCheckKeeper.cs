using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using OpenClaw.Audit.Features.Anchors;
using OpenClaw.Audit.Features.Ingest;
using OpenClaw.Audit.Features.Sealing;
using OpenClaw.Audit.Options;
using OpenClaw.ServiceDefaults.Identity.Tokens;

namespace OpenClaw.Audit.Features.Tampering;

/// <summary>
/// Checks all logs completely when this replica begins to seal, and again from time to time; in between a slice at the pace of
/// the anchors, log after log, so that a changed row is found long before.
/// </summary>
internal sealed class SelfCheckKeeper(
    IAnchorSource source, SelfCheck check, TamperGuard guard, SealerRole role, IOptions<AnchorOptions> options, TimeProvider time, ILogger<SelfCheckKeeper> logger)
    : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private DateTimeOffset _nextComplete;
    private DateTimeOffset _nextSlice;
    private (string TenantId, long From) _slice = ("", 0);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        TimeSpan[] paces = [Look, options.Value.Interval, options.Value.SelfCheckInterval];
        while (!stoppingToken.IsCancellationRequested)
        {
            if (!role.IsElected)
            {
                _nextComplete = default;
            }
            else if (time.GetUtcNow() >= _nextComplete)
            {
                await TryAsync(CompleteAsync, stoppingToken);
            }
            else if (time.GetUtcNow() >= _nextSlice)
            {
                await TryAsync(SliceAsync, stoppingToken);
            }

            await Task.Delay(paces.Min(), time, stoppingToken);
        }
    }

    private async Task TryAsync(Func<IReadOnlyList<TreeState>, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            // What was acknowledged must be known first, or it would be found again.
            await guard.RefreshAsync(cancellationToken);
            await work(await source.TreesAsync(cancellationToken), cancellationToken);
        }
        catch (Exception exception) when (exception is AuditStoreUnavailableException or SecretUnavailableException or CryptographicException or FormatException or ArgumentException)
        {
            logger.SelfCheckWaits(exception.Message);
        }
    }

    private async Task CompleteAsync(IReadOnlyList<TreeState> trees, CancellationToken cancellationToken)
    {
        foreach (var tree in trees)
        {
            await ReportAsync(tree, excuses => check.RunAsync(tree, excuses, cancellationToken), cancellationToken);
        }

        _nextComplete = time.GetUtcNow() + options.Value.SelfCheckInterval;
        logger.SelfChecked(trees.Count);
    }

    private async Task SliceAsync(IReadOnlyList<TreeState> trees, CancellationToken cancellationToken)
    {
        var tree = trees.FirstOrDefault(tree => tree.TenantId == _slice.TenantId && _slice.From < tree.Size);
        if (tree is null)
        {
            // This log is through: the next, or the first again.
            var ordered = trees.OrderBy(tree => tree.TenantId, StringComparer.Ordinal).ToArray();
            tree = Array.Find(ordered, tree => string.CompareOrdinal(tree.TenantId, _slice.TenantId) > 0) ?? ordered.FirstOrDefault();
            _slice = (tree?.TenantId ?? "", 0);
        }

        if (tree is not null)
        {
            await ReportAsync(tree, excuses => check.RunSliceAsync(tree, _slice.From, excuses, cancellationToken), cancellationToken);
            _slice.From += SelfCheck.Slice;
        }

        _nextSlice = time.GetUtcNow() + options.Value.Interval;
    }

    private async Task ReportAsync(TreeState tree, Func<Excuses, Task<Finding?>> find, CancellationToken cancellationToken)
    {
        if (!guard.IsTampered(tree.TenantId) && await find(guard.ExcusesOf(tree.TenantId)) is { } finding)
        {
            await guard.ReportAsync(tree.TenantId, SelfCheck.Name, finding, cancellationToken);
        }
    }
}
