using System.Diagnostics;
using OpenTelemetry;

namespace OpenClaw.Sidecar.Telemetry;

/// <summary><c>tracing.stdout</c>: a line per span.</summary>
internal sealed class StdoutExporter : BaseExporter<Activity>
{
    public override ExportResult Export(in Batch<Activity> batch)
    {
        foreach (var activity in batch)
        {
            Console.Out.WriteLine($"span {activity.TraceId}-{activity.SpanId} parent {activity.ParentSpanId} {activity.DisplayName} {activity.Duration.TotalMilliseconds:0.###} ms {activity.Status}");
        }
        return ExportResult.Success;
    }
}
