using System.Diagnostics;

namespace OpenClaw.Sidecar.Telemetry;

/// <summary>The sidecar's spans. Their parents are always explicit: the framework's own activities are not exported.</summary>
internal static class SidecarTelemetry
{
    public const string SourceName = "dapr-diagnostics";

    private static readonly ActivitySource Source = new(SourceName);

    public static Activity? StartServer(string name, string? traceParent, string? traceState) => Start(name, ActivityKind.Server, traceParent, traceState);

    public static Activity? StartConsumer(string name, string? traceParent, string? traceState) => Start(name, ActivityKind.Consumer, traceParent, traceState);

    private static Activity? Start(string name, ActivityKind kind, string? traceParent, string? traceState)
    {
        Activity.Current = null;
        ActivityContext.TryParse(traceParent, traceState, isRemote: true, out var parent);
        return Source.StartActivity(name, kind, parent);
    }
}
