using System.Collections.Concurrent;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Features.Anchors;

/// <summary>
/// Which anchors and witnesses work. One that fails degrades the service's health and raises an alarm, and stops nothing:
/// the log is as good as before, only less well guarded.
/// </summary>
internal sealed class AnchorStatus : IHealthCheck
{
    private readonly ConcurrentDictionary<string, string?> _failing = new(StringComparer.Ordinal);
    private readonly AnchorMetrics _metrics;
    private readonly AuditAlarms _alarms;
    private readonly ILogger<AnchorStatus> _logger;

    public AnchorStatus(AnchorMetrics metrics, AuditAlarms alarms, ILogger<AnchorStatus> logger)
    {
        (_metrics, _alarms, _logger) = (metrics, alarms, logger);
        metrics.Observe(() => _failing.Select(anchor => KeyValuePair.Create(anchor.Key, anchor.Value is not null)));
    }

    public void Works(string anchor)
    {
        if (_failing.TryGetValue(anchor, out var before) && before is not null)
        {
            _logger.AnchorWorks(anchor);
        }

        _failing[anchor] = null;
    }

    public async Task FailsAsync(string anchor, string reason, CancellationToken cancellationToken)
    {
        _metrics.Failed(anchor);
        var isNew = _failing.GetValueOrDefault(anchor) is null;
        _failing[anchor] = reason;
        if (isNew)
        {
            _logger.AnchorFails(anchor, reason);
            await _alarms.RaiseAsync(AuditAlarmKind.AnchorFailing, AuditAlarmRaised.AllTenants, $"{anchor}: {reason}", null, cancellationToken);
        }
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var failing = _failing.Where(anchor => anchor.Value is not null).Select(anchor => anchor.Key).Order(StringComparer.Ordinal).ToArray();
        return Task.FromResult(failing.Length == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded($"Checkpoints do not reach {string.Join(", ", failing)}."));
    }
}
