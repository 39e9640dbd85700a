namespace OpenClaw.Dashboard.Telemetry;

/// <summary>Who sent an item: <c>service.name</c> and, to tell replicas apart, <c>service.instance.id</c>.</summary>
internal sealed record TelemetrySource(string Service, string Instance);

internal sealed record TelemetryAttribute(string Key, string Value);

/// <summary>One finished span. Times are nanoseconds since the Unix epoch, as in OTLP.</summary>
internal sealed record SpanRecord(
    string TraceId,
    string SpanId,
    string? ParentId,
    string Name,
    SpanKind Kind,
    ulong Start,
    ulong End,
    bool IsError,
    string? StatusMessage,
    string Scope,
    TelemetrySource Source,
    IReadOnlyList<TelemetryAttribute> Attributes,
    IReadOnlyList<SpanEventRecord> Events);

internal sealed record SpanEventRecord(string Name, ulong Time, IReadOnlyList<TelemetryAttribute> Attributes);

/// <summary>Span kinds with OTLP's numbers.</summary>
internal enum SpanKind
{
    Unspecified,
    Internal,
    Server,
    Client,
    Producer,
    Consumer,
}

/// <summary>One log record. Severity has OTLP's numbers: 1-4 trace, 5-8 debug, 9-12 information, 13-16 warning, 17+ error.</summary>
internal sealed record LogEntry(
    long Sequence,
    ulong Time,
    int Severity,
    string SeverityText,
    string Message,
    string Category,
    string? TraceId,
    string? SpanId,
    TelemetrySource Source,
    IReadOnlyList<TelemetryAttribute> Attributes);

/// <summary>Latest value of one instrument with one set of dimensions.</summary>
internal sealed record MetricPoint(
    string Service,
    string Meter,
    string Instrument,
    string Unit,
    string Dimensions,
    double Value,
    ulong? Count,
    ulong Time);

/// <summary>A line of the trace list.</summary>
internal sealed record TraceSummary(
    string TraceId,
    string Name,
    ulong Start,
    double DurationMilliseconds,
    bool HasError,
    IReadOnlyDictionary<string, int> SpansPerService);
