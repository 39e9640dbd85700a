using System.Globalization;
using Google.Protobuf;
using OpenClaw.Dashboard.Otlp;
using OpenClaw.Dashboard.Telemetry;

namespace OpenClaw.Dashboard.Intake;

/// <summary>Turns OTLP messages into the dashboard's records.</summary>
internal static class OtlpReader
{
    // OpenTelemetry trace status code 2 is Error.
    private const int ErrorStatus = 2;

    public static IEnumerable<SpanRecord> Read(TracesRequest request) =>
        from resource in request.ResourceSpans
        let source = SourceOf(resource.Resource)
        from scope in resource.ScopeSpans
        from span in scope.Spans
        select new SpanRecord(
            Hex(span.TraceId)!,
            Hex(span.SpanId)!,
            Hex(span.ParentSpanId),
            span.Name,
            Enum.IsDefined((SpanKind)span.Kind) ? (SpanKind)span.Kind : SpanKind.Unspecified,
            span.StartTimeUnixNano,
            Math.Max(span.StartTimeUnixNano, span.EndTimeUnixNano),
            span.Status?.Code == ErrorStatus,
            string.IsNullOrEmpty(span.Status?.Message) ? null : span.Status.Message,
            scope.Scope?.Name ?? "",
            source,
            Attributes(span.Attributes),
            [.. span.Events.Select(item => new SpanEventRecord(item.Name, item.TimeUnixNano, Attributes(item.Attributes)))]);

    public static IEnumerable<LogEntry> Read(LogsRequest request) =>
        from resource in request.ResourceLogs
        let source = SourceOf(resource.Resource)
        from scope in resource.ScopeLogs
        from record in scope.LogRecords
        select new LogEntry(
            0,
            record.TimeUnixNano != 0 ? record.TimeUnixNano : record.ObservedTimeUnixNano,
            record.SeverityNumber,
            record.SeverityText,
            Text(record.Body),
            scope.Scope?.Name ?? "",
            Hex(record.TraceId),
            Hex(record.SpanId),
            source,
            Attributes(record.Attributes));

    public static IEnumerable<MetricPoint> Read(MetricsRequest request) =>
        from resource in request.ResourceMetrics
        let source = SourceOf(resource.Resource)
        from scope in resource.ScopeMetrics
        from metric in scope.Metrics
        from point in Points(metric)
        select new MetricPoint(
            source.Service,
            scope.Scope?.Name ?? "",
            metric.Name,
            metric.Unit,
            string.Join(", ", Attributes(point.Dimensions).Append(new("instance", source.Instance)).Select(item => $"{item.Key}={item.Value}")),
            point.Value,
            point.Count,
            point.Time);

    private static IEnumerable<(double Value, ulong? Count, ulong Time, IEnumerable<KeyValue> Dimensions)> Points(Metric metric) =>
        metric.DataCase switch
        {
            Metric.DataOneofCase.Gauge => Numbers(metric.Gauge),
            Metric.DataOneofCase.Sum => Numbers(metric.Sum),
            Metric.DataOneofCase.Histogram => metric.Histogram.DataPoints.Select(point =>
                (point.Count == 0 ? 0 : point.Sum / point.Count, (ulong?)point.Count, point.TimeUnixNano, (IEnumerable<KeyValue>)point.Attributes)),
            _ => [],
        };

    private static IEnumerable<(double, ulong?, ulong, IEnumerable<KeyValue>)> Numbers(NumberSeries series) =>
        series.DataPoints.Select(point => (
            point.ValueCase == NumberPoint.ValueOneofCase.AsInt ? point.AsInt : point.AsDouble,
            (ulong?)null,
            point.TimeUnixNano,
            (IEnumerable<KeyValue>)point.Attributes));

    private static TelemetrySource SourceOf(Resource? resource)
    {
        var attributes = resource?.Attributes ?? [];
        string Value(string key, string otherwise) =>
            attributes.FirstOrDefault(attribute => attribute.Key == key) is { Value: { } value } ? Text(value) : otherwise;
        return new TelemetrySource(Value("service.name", "unknown"), Value("service.instance.id", ""));
    }

    private static List<TelemetryAttribute> Attributes(IEnumerable<KeyValue> attributes) =>
        [.. attributes.Take(128).Select(attribute => new TelemetryAttribute(attribute.Key, Text(attribute.Value)))];

    private static string Text(AnyValue? value) => value?.ValueCase switch
    {
        AnyValue.ValueOneofCase.StringValue => value.StringValue,
        AnyValue.ValueOneofCase.BoolValue => value.BoolValue ? "true" : "false",
        AnyValue.ValueOneofCase.IntValue => value.IntValue.ToString(CultureInfo.InvariantCulture),
        AnyValue.ValueOneofCase.DoubleValue => value.DoubleValue.ToString(CultureInfo.InvariantCulture),
        AnyValue.ValueOneofCase.ArrayValue => $"[{string.Join(", ", value.ArrayValue.Values.Select(Text))}]",
        AnyValue.ValueOneofCase.KvlistValue => $"{{{string.Join(", ", value.KvlistValue.Values.Select(item => $"{item.Key}={Text(item.Value)}"))}}}",
        AnyValue.ValueOneofCase.BytesValue => Convert.ToHexStringLower(value.BytesValue.Span),
        _ => "",
    };

    private static string? Hex(ByteString id) => id.IsEmpty ? null : Convert.ToHexStringLower(id.Span);
}
