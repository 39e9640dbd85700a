using Microsoft.Extensions.Options;
using OpenClaw.Audit.Features.Ingest;
using OpenClaw.Audit.Features.Tampering;
using OpenClaw.Audit.Options;

namespace OpenClaw.Audit.Features.Sealing;

/// <summary>
/// How much waits for the seal, as every replica sees it. When it is too much, commits wait as well, and whoever sends more is
/// answered 429 and 503: so what is acknowledged is in the log soon after, and what waits cannot grow without bound. A company
/// whose seal stopped over evidence holds up nobody else.
/// </summary>
internal sealed class SealBacklog(ISealStore store, TamperGuard guard, IOptions<SealingOptions> options, TimeProvider time) : BackgroundService
{
    // Above half of what may wait it is counted as often as those who wait for room look.
    private const int OftenPerInterval = 10;
    private long _waiting;
    private long _committedAt = time.GetTimestamp();

    /// <summary>How long to leave those who wait for a commit of this replica alone; zero when there were none a moment ago.</summary>
    public TimeSpan Courtesy =>
        time.GetElapsedTime(Volatile.Read(ref _committedAt)) < options.Value.Interval / 5 ? options.Value.Interval / OftenPerInterval : TimeSpan.Zero;

    /// <summary>Returns when there is room for another commit.</summary>
    public async Task WaitForRoomAsync(CancellationToken cancellationToken)
    {
        Volatile.Write(ref _committedAt, time.GetTimestamp());
        while (Volatile.Read(ref _waiting) > options.Value.MaxWaitingEntries)
        {
            await Task.Delay(options.Value.Interval / OftenPerInterval, time, cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var waiting = await CountAsync(stoppingToken);
            Volatile.Write(ref _waiting, waiting);
            await Task.Delay(waiting > options.Value.MaxWaitingEntries / 2 ? options.Value.Interval / OftenPerInterval : options.Value.Interval, time, stoppingToken);
        }
    }

    private async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        try
        {
            var waiting = await store.WaitingAsync(cancellationToken);
            return waiting.Where(tenant => !guard.IsTampered(tenant.Key)).Sum(tenant => tenant.Value);
        }
        catch (AuditStoreUnavailableException)
        {
            // Then no commit succeeds either, and says so.
            return Volatile.Read(ref _waiting);
        }
    }
}
