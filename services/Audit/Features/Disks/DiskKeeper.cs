using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using OpenClaw.Audit.Features.Anchors;
using OpenClaw.Audit.Features.Sealing;
using OpenClaw.Audit.Options;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Features.Disks;

/// <summary>
/// Tells those who run the deployment when a disk of the log fills, once for each level it rises to. Every replica measures;
/// the one that seals raises the alarm.
/// </summary>
internal sealed class DiskKeeper : BackgroundService
{
    private readonly ConcurrentDictionary<string, double> _used = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DiskLevel> _told = new(StringComparer.Ordinal);
    private readonly IDisks _disks;
    private readonly AuditAlarms _alarms;
    private readonly SealerRole _role;
    private readonly DiskOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<DiskKeeper> _logger;

    public DiskKeeper(
        IDisks disks, AuditAlarms alarms, SealerRole role, IMeterFactory meters, IOptions<DiskOptions> options, TimeProvider time, ILogger<DiskKeeper> logger)
    {
        (_disks, _alarms, _role, _options, _time, _logger) = (disks, alarms, role, options.Value, time, logger);
        meters.Create("OpenClaw.Audit").CreateObservableGauge(
            "openclaw.audit.disk.used",
            () => _used.Select(disk => new Measurement<double>(disk.Value, new KeyValuePair<string, object?>("disk", disk.Key))),
            "1",
            "How full the disks of the log are");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested && _options.Folders.Count > 0)
        {
            foreach (var (disk, folder) in _options.Folders)
            {
                await LookAsync(disk, folder, stoppingToken);
            }

            await Task.Delay(_options.Interval, _time, stoppingToken);
        }
    }

    private async Task LookAsync(string disk, string folder, CancellationToken cancellationToken)
    {
        try
        {
            _used[disk] = _disks.UsedOf(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            _used.TryRemove(disk, out _);
            _logger.DiskUnknown(disk, exception.Message);
            return;
        }

        var (percent, before) = ((int)Math.Floor(_used[disk] * 100), _told.GetValueOrDefault(disk));
        var level = DiskLevels.Of(_used[disk]);
        if (level == before || (level > before && !await RaiseAsync(disk, percent, level, cancellationToken)))
        {
            return;
        }

        _told[disk] = level;
        if (level == DiskLevel.Fine)
        {
            _logger.DiskHasRoom(disk, percent);
        }
    }

    /// <returns>Whether it has been told; an alarm that the broker did not take is raised again.</returns>
    private async Task<bool> RaiseAsync(string disk, int percent, DiskLevel level, CancellationToken cancellationToken)
    {
        if (!_role.IsElected)
        {
            return false;
        }

        if (level == DiskLevel.Critical)
        {
            _logger.DiskAlmostFull(disk, percent);
        }
        else
        {
            _logger.DiskFills(disk, percent);
        }

        var text = $"{disk}: {percent} % full ({(level == DiskLevel.Critical ? "critical" : "warning")})";
        return await _alarms.RaiseAsync(AuditAlarmKind.DiskFilling, AuditAlarmRaised.AllTenants, text, null, cancellationToken);
    }
}
