using Microsoft.Extensions.Options;
using OpenClaw.Audit.Features.Anchors;
using OpenClaw.Audit.Features.Ingest;
using OpenClaw.Audit.Features.Reports;
using OpenClaw.Audit.Features.Sealing;
using OpenClaw.Audit.Options;
using OpenClaw.ServiceDefaults.Identity.Tokens;

namespace OpenClaw.Audit.Features.Alerts;

/// <summary>
/// Tells of entries where an audit policy demands it: an alarm for each rule, company (or team) and round that counts those of
/// the day, so that however many there are, readers have one notification that is counted up. It names actions and policies but
/// no person. What could not be told is told in the next round; the replica that seals does it, and tells of reports too.
/// </summary>
internal sealed class AlertKeeper(
    IAlertStore store, AlertDemands demands, ReportTeller reports, AuditAlarms alarms, SealerRole role,
    IOptions<AlertOptions> options, TimeProvider time, ILogger<AlertKeeper> logger)
    : BackgroundService
{
    private const int MostAtOnce = 1000;
    private const int MostNamed = 10;

    /// <summary>What nobody could be told of for a day is no news any more.</summary>
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var isMore = false;
            try
            {
                if (role.IsElected)
                {
                    isMore = await RunAsync(stoppingToken);
                    await reports.TellAsync(stoppingToken);
                }
            }
            catch (Exception exception) when (exception is AuditStoreUnavailableException or SecretUnavailableException)
            {
                logger.AlertsWait(exception.Message);
            }

            if (!isMore)
            {
                await Task.Delay(options.Value.Interval, time, stoppingToken);
            }
        }
    }

    /// <returns>Whether there is more to tell now than one round takes.</returns>
    private async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow() - Horizon;
        var untold = await store.UntoldAsync(since, MostAtOnce, cancellationToken);
        var isMore = untold.Count == MostAtOnce;
        foreach (var alerts in untold.GroupBy(alert => alert.Readers))
        {
            Alert[] seen = [.. alerts];
            var wanted = await demands.WantedAsync(alerts.Key, seen, MidnightOf(since), cancellationToken);
            if (wanted.Count == 0 || await RaiseAsync(alerts.Key, wanted, cancellationToken))
            {
                // Twice as long as they are looked for: a clock that differs a little finds none again.
                await store.TellAsync(alerts.Key, seen, wanted, since - Horizon, cancellationToken);
            }
            else
            {
                isMore = false;
            }
        }

        return isMore;
    }

    /// <returns>Whether the broker has taken it.</returns>
    private async Task<bool> RaiseAsync(AlertReaders readers, IReadOnlyList<Alert> alerts, CancellationToken cancellationToken)
    {
        var midnight = MidnightOf(time.GetUtcNow());
        var told = await store.ToldAsync(readers, midnight, cancellationToken);
        var text = TextOf([.. alerts.CountBy(alert => alert.Label).OrderByDescending(label => label.Value).Select(label => (label.Key, (long)label.Value)), .. told]);
        return await alarms.RaiseAsync(readers.Rule, readers.TenantId, text, null, cancellationToken, midnight, readers.TeamId);
    }

    /// <summary>What is new comes first, with what was told of its kind today.</summary>
    private static string TextOf(IReadOnlyList<(string Label, long Count)> counts)
    {
        var labels = counts.GroupBy(counted => counted.Label, counted => counted.Count).ToArray();
        var named = labels.Take(MostNamed).Select(label => $"{label.Sum()} x {label.Key}");
        return string.Join(", ", named) + (labels.Length > MostNamed ? $" and {labels.Length - MostNamed} other kinds" : "");
    }

    private static DateTimeOffset MidnightOf(DateTimeOffset moment) => new(moment.UtcDateTime.Date, TimeSpan.Zero);
}
