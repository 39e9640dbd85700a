namespace OpenClaw.Dashboard.Telemetry;

/// <summary>Spans, logs and metric values in memory, bounded by <see cref="TelemetryLimits"/>.</summary>
internal sealed class TelemetryStore(TelemetryLimits limits)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<SpanRecord>> _traces = [];
    private readonly Queue<string> _arrival = [];
    private readonly Dictionary<string, Queue<LogEntry>> _logs = [];
    private readonly Dictionary<(string, string, string, string), MetricPoint> _metrics = [];
    private long _logSequence;

    public void Add(IEnumerable<SpanRecord> spans)
    {
        lock (_gate)
        {
            foreach (var span in spans)
            {
                AddSpan(span);
            }
        }
    }

    public void Add(IEnumerable<LogEntry> entries)
    {
        lock (_gate)
        {
            foreach (var entry in entries)
            {
                if (!_logs.TryGetValue(entry.Source.Service, out var queue))
                {
                    _logs[entry.Source.Service] = queue = [];
                }

                queue.Enqueue(entry with { Sequence = ++_logSequence });
                if (queue.Count > limits.LogsPerService)
                {
                    queue.Dequeue();
                }
            }
        }
    }

    public void Add(IEnumerable<MetricPoint> points)
    {
        lock (_gate)
        {
            foreach (var point in points)
            {
                var key = (point.Service, point.Meter, point.Instrument, point.Dimensions);
                if (_metrics.ContainsKey(key) || _metrics.Count < limits.MetricSeries)
                {
                    _metrics[key] = point;
                }
            }
        }
    }

    /// <summary>The newest traces that match: <paramref name="text"/> in the name of any span or an attribute value.</summary>
    public IReadOnlyList<TraceSummary> Traces(string? service, string? text, bool errorsOnly, int limit)
    {
        lock (_gate)
        {
            return [.. _traces.Values
                .Where(spans => service is null || spans.Any(span => span.Source.Service == service))
                .Where(spans => !errorsOnly || spans.Any(span => span.IsError))
                .Where(spans => string.IsNullOrEmpty(text) || spans.Any(span => Mentions(span, text)))
                .OrderByDescending(spans => spans.Min(span => span.Start))
                .Take(limit)
                .Select(Summarise)];
        }
    }

    /// <summary>All spans of a trace by start time; empty when it is unknown.</summary>
    public IReadOnlyList<SpanRecord> Trace(string traceId)
    {
        lock (_gate)
        {
            return _traces.TryGetValue(traceId, out var spans) ? [.. spans.OrderBy(span => span.Start)] : [];
        }
    }

    /// <summary>The newest log entries that match, oldest of them first.</summary>
    public IReadOnlyList<LogEntry> Logs(string? service, string? traceId, string? text, int minimumSeverity, long after, int limit)
    {
        lock (_gate)
        {
            return [.. _logs
                .Where(pair => service is null || pair.Key == service)
                .SelectMany(pair => pair.Value)
                .Where(entry => entry.Sequence > after && entry.Severity >= minimumSeverity)
                .Where(entry => traceId is null || entry.TraceId == traceId)
                .Where(entry => string.IsNullOrEmpty(text) || Mentions(entry, text))
                .OrderByDescending(entry => entry.Sequence)
                .Take(limit)
                .Reverse()];
        }
    }

    public IReadOnlyList<MetricPoint> Metrics(string? service)
    {
        lock (_gate)
        {
            return [.. _metrics.Values.Where(point => service is null || point.Service == service)
                .OrderBy(point => point.Service).ThenBy(point => point.Instrument).ThenBy(point => point.Dimensions)];
        }
    }

    public IReadOnlyList<string> Services()
    {
        lock (_gate)
        {
            return [.. _traces.Values.SelectMany(spans => spans).Select(span => span.Source.Service)
                .Concat(_logs.Keys).Concat(_metrics.Keys.Select(key => key.Item1)).Distinct().Order()];
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _traces.Clear();
            _arrival.Clear();
            _logs.Clear();
            _metrics.Clear();
        }
    }

    private void AddSpan(SpanRecord span)
    {
        if (!_traces.TryGetValue(span.TraceId, out var spans))
        {
            _traces[span.TraceId] = spans = [];
            _arrival.Enqueue(span.TraceId);
            if (_arrival.Count > limits.Traces)
            {
                _traces.Remove(_arrival.Dequeue());
            }
        }

        if (spans.Count < limits.SpansPerTrace)
        {
            spans.Add(span);
        }
    }

    private static TraceSummary Summarise(List<SpanRecord> spans)
    {
        var start = spans.Min(span => span.Start);
        var end = spans.Max(span => span.End);

        // The root may not have arrived yet, or may belong to somebody who does not report here.
        var root = spans.FirstOrDefault(span => span.ParentId is null) ?? spans.MinBy(span => span.Start)!;
        return new TraceSummary(
            root.TraceId,
            $"{root.Source.Service}: {root.Name}",
            start,
            (end - start) / 1_000_000d,
            spans.Any(span => span.IsError),
            spans.GroupBy(span => span.Source.Service).ToDictionary(group => group.Key, group => group.Count()));
    }

    private static bool Mentions(SpanRecord span, string text) =>
        span.TraceId == text || Contains(span.Name, text) || span.Attributes.Any(attribute => Contains(attribute.Value, text));

    private static bool Mentions(LogEntry entry, string text) =>
        Contains(entry.Message, text) || Contains(entry.Category, text) || entry.Attributes.Any(attribute => Contains(attribute.Value, text));

    private static bool Contains(string value, string text) => value.Contains(text, StringComparison.OrdinalIgnoreCase);
}
