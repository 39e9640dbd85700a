using System.Diagnostics.Metrics;

namespace OpenClaw.Audit.Features.Anchors;

/// <summary>How well the log is guarded from outside.</summary>
internal sealed class AnchorMetrics
{
    private readonly Counter<long> _anchored;
    private readonly Counter<long> _failures;
    private readonly Meter _meter;

    public AnchorMetrics(IMeterFactory meters)
    {
        _meter = meters.Create("OpenClaw.Audit");
        _anchored = _meter.CreateCounter<long>("openclaw.audit.anchored", "{checkpoint}", "Checkpoints that an anchor took or a witness co-signed");
        _failures = _meter.CreateCounter<long>("openclaw.audit.anchor.failures", "{call}", "Rounds in which an anchor or a witness failed");
    }

    public void Anchored(string anchor) => _anchored.Add(1, new KeyValuePair<string, object?>("anchor", anchor));

    public void Failed(string anchor) => _failures.Add(1, new KeyValuePair<string, object?>("anchor", anchor));

    /// <summary>Reports 1 for each anchor that fails now, 0 for the others.</summary>
    public void Observe(Func<IEnumerable<KeyValuePair<string, bool>>> failing) => _meter.CreateObservableGauge(
        "openclaw.audit.anchor.failing",
        () => failing().Select(anchor => new Measurement<int>(anchor.Value ? 1 : 0, new KeyValuePair<string, object?>("anchor", anchor.Key))),
        "{anchor}",
        "Anchors and witnesses that cannot be used now");
}
