using System.Diagnostics.Metrics;

namespace OpenClaw.Audit.Features.Tampering;

internal sealed class TamperMetrics
{
    private readonly Counter<long> _found;

    public TamperMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("OpenClaw.Audit");
        _found = meter.CreateCounter<long>("openclaw.audit.tampering", "{finding}", "Pieces of evidence that a log was changed");
        meter.CreateObservableGauge("openclaw.audit.tampered_tenants", () => Tampered, "{tenant}", "Companies stopped because their log was changed");
    }

    public int Tampered { get; set; }

    public void Found(string source) => _found.Add(1, new KeyValuePair<string, object?>("source", source));
}
