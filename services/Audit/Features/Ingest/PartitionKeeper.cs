using Microsoft.Extensions.Options;
using OpenClaw.Audit.Features.Sealing;
using OpenClaw.Audit.Options;

namespace OpenClaw.Audit.Features.Ingest;

/// <summary>Makes the partitions of the coming months, so that no seal at a month's end has to.</summary>
internal sealed class PartitionKeeper(ISealStore store, IOptions<IngestOptions> options, TimeProvider time, ILogger<PartitionKeeper> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = await TryEnsureAsync(stoppingToken) ? Interval : RetryInterval;
            await Task.Delay(pause, time, stoppingToken);
        }
    }

    private async Task<bool> TryEnsureAsync(CancellationToken cancellationToken)
    {
        try
        {
            var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
            var first = new DateOnly(today.Year, today.Month, 1);
            foreach (var made in await store.EnsurePartitionsAsync(Enumerable.Range(0, options.Value.MonthsAhead + 1).Select(first.AddMonths), cancellationToken))
            {
                logger.PartitionMade(made);
            }

            return true;
        }
        catch (AuditStoreUnavailableException exception)
        {
            logger.PartitionsNotMade(exception.Message);
            return false;
        }
    }
}
