using System.Diagnostics;
using OpenTelemetry;

namespace OpenClaw.ServiceDefaults.Telemetry;

/// <summary>Health questions to the own sidecar are asked every few seconds and would bury the real traces.</summary>
internal sealed class SidecarProbeFilter : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        if (data.Kind == ActivityKind.Client && data.GetTagItem("url.full") is string url && url.Contains("/v1.0/healthz", StringComparison.Ordinal))
        {
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
    }
}
