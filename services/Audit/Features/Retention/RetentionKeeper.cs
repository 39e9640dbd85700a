using Microsoft.Extensions.Options;
using OpenClaw.Audit.Features.Ingest;
using OpenClaw.Audit.Features.Tampering;
using OpenClaw.Audit.Options;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.ServiceDefaults.Identity.Tokens;

namespace OpenClaw.Audit.Features.Retention;

/// <summary>
/// Puts months that nobody must keep any longer into archives. One replica at a time; whatever is in doubt (a policy that
/// cannot be asked, a hold, an entry without a number, an archive that does not verify) keeps the month where it is.
/// </summary>
internal sealed class RetentionKeeper(
    IRetentionStore store, ArchiveWriter writer, ArchiveAudit audit, RetentionPeriod period, TamperGuard guard,
    IOptions<RetentionOptions> options, TimeProvider time, ILogger<RetentionKeeper> logger)
    : BackgroundService
{
    /// <summary>Longer than anybody lets a crashed service lie.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromDays(31);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested && options.Value.ArchiveFolder.Length > 0)
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is AuditStoreUnavailableException or AuditUnavailableException or SecretUnavailableException
                or FormatException or IOException or UnauthorizedAccessException)
            {
                logger.RetentionWaits(exception.Message);
            }

            await Task.Delay(options.Value.Interval, time, stoppingToken);
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var turn = await store.TryLockAsync(cancellationToken);
        if (turn is null)
        {
            return;
        }

        // Whoever was killed between the drop and its outcome has not said it.
        await DoneAsync(await store.ArchivesAsync(time.GetUtcNow() - Recent, cancellationToken), cancellationToken);
        foreach (var month in (await store.MonthsAsync(cancellationToken)).TakeWhile(month => IsOver(month, options.Value.Days)))
        {
            try
            {
                await ArchiveAsync(month, cancellationToken);
            }
            catch (MonthKeptException exception)
            {
                logger.MonthKept(month, exception.Message);
            }
        }
    }

    private async Task ArchiveAsync(DateOnly month, CancellationToken cancellationToken)
    {
        var scopes = await store.ScopesAsync(month, cancellationToken);
        string[] tenants = [.. scopes.Select(scope => scope.TenantId).Distinct().Order(StringComparer.Ordinal)];
        var days = await period.DaysAsync(scopes, cancellationToken);
        if (!IsOver(month, days))
        {
            return;
        }

        if (await store.IsHeldAsync(tenants, cancellationToken))
        {
            throw new MonthKeptException("a legal hold forbids it");
        }

        if (Array.Find(tenants, guard.IsTampered) is { } tampered)
        {
            throw new MonthKeptException($"the log of {tampered} is under suspicion");
        }

        var archives = new List<MonthArchive>();
        foreach (var tenant in tenants)
        {
            archives.Add(await writer.WriteAsync(tenant, month, cancellationToken));
        }

        foreach (var archive in archives)
        {
            await audit.BeginAsync(archive, cancellationToken);
        }

        await store.DisposeAsync(month, days, archives, cancellationToken);
        logger.MonthArchived(month, archives.Count);
        await DoneAsync(archives, cancellationToken);
    }

    private async Task DoneAsync(IReadOnlyList<MonthArchive> archives, CancellationToken cancellationToken)
    {
        foreach (var archive in archives)
        {
            await audit.DoneAsync(archive, cancellationToken);
        }
    }

    private bool IsOver(DateOnly month, int days) => month.AddMonths(1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc) <= time.GetUtcNow().UtcDateTime.AddDays(-days);
}
