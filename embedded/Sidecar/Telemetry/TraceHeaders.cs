using System.Diagnostics;

namespace OpenClaw.Sidecar.Telemetry;

/// <summary>Puts the current span's context on outgoing requests.</summary>
internal static class TraceHeaders
{
    public static void Inject(HttpRequestMessage request)
    {
        if (Activity.Current is not { IdFormat: ActivityIdFormat.W3C } activity)
        {
            return;
        }
        request.Headers.Remove("traceparent");
        request.Headers.TryAddWithoutValidation("traceparent", activity.Id);
        if (!string.IsNullOrEmpty(activity.TraceStateString))
        {
            request.Headers.Remove("tracestate");
            request.Headers.TryAddWithoutValidation("tracestate", activity.TraceStateString);
        }
    }

    /// <summary>A parent for one of many things that leave with the current span: same trace, an id of its own.</summary>
    public static string? Child() => Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity
        ? $"00-{activity.TraceId}-{ActivitySpanId.CreateRandom()}-{(activity.Recorded ? "01" : "00")}" : null;
}
