using System.Diagnostics.Metrics;

namespace OpenClaw.Audit.Features.Sealing;

/// <summary>How far the seal is behind the log, and what waits for an outcome.</summary>
internal sealed class SealerMetrics
{
    private readonly Counter<long> _sealed;
    private readonly Histogram<double> _lag;

    public SealerMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("OpenClaw.Audit");
        _sealed = meter.CreateCounter<long>("openclaw.audit.sealed", "{entry}", "Entries that got their number");
        _lag = meter.CreateHistogram<double>("openclaw.audit.seal.lag", "s", "From the storing of the oldest entry of a seal to its checkpoint");
        meter.CreateObservableGauge("openclaw.audit.open_intents", () => OpenIntents, "{intent}", "Intents whose outcome is overdue");
    }

    public long OpenIntents { get; set; }

    public void Sealed(IReadOnlyCollection<UnsealedEntry> entries, DateTimeOffset now)
    {
        if (entries.Count > 0)
        {
            _sealed.Add(entries.Count);
            _lag.Record((now.UtcDateTime - entries.Min(entry => entry.ReceivedAt)).TotalSeconds);
        }
    }
}
