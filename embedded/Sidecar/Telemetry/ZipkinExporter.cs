using System.Diagnostics;
using System.Text.Json;
using OpenTelemetry;

namespace OpenClaw.Sidecar.Telemetry;

/// <summary>Sends spans to a Zipkin server (JSON, version 2 of its API).</summary>
internal sealed class ZipkinExporter(Uri endpoint, string service) : BaseExporter<Activity>
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };

    public override ExportResult Export(in Batch<Activity> batch)
    {
        List<Dictionary<string, object?>> spans = [];
        foreach (var activity in batch)
        {
            spans.Add(Span(activity));
        }
        try
        {
            // The batch processor calls from a thread of its own.
            using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = JsonContent.Create(spans) };
            using var response = _http.Send(request);
            return response.IsSuccessStatusCode ? ExportResult.Success : ExportResult.Failure;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return ExportResult.Failure;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _http.Dispose();
        }
        base.Dispose(disposing);
    }

    private Dictionary<string, object?> Span(Activity activity) => new()
    {
        ["traceId"] = activity.TraceId.ToHexString(),
        ["id"] = activity.SpanId.ToHexString(),
        ["parentId"] = activity.ParentSpanId == default ? null : activity.ParentSpanId.ToHexString(),
        ["name"] = activity.DisplayName,
        ["kind"] = activity.Kind switch
        {
            ActivityKind.Server => "SERVER",
            ActivityKind.Client => "CLIENT",
            ActivityKind.Consumer => "CONSUMER",
            ActivityKind.Producer => "PRODUCER",
            _ => null,
        },
        ["timestamp"] = (long)(activity.StartTimeUtc - DateTime.UnixEpoch).TotalMicroseconds,
        ["duration"] = Math.Max(1, (long)activity.Duration.TotalMicroseconds),
        ["localEndpoint"] = new Dictionary<string, string> { ["serviceName"] = service },
        ["tags"] = activity.TagObjects.ToDictionary(tag => tag.Key, tag => JsonSerializer.Serialize(tag.Value).Trim('"')),
    };
}
