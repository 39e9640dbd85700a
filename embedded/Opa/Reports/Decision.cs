using OpenClaw.Opa.Core;
using OpenClaw.Opa.Server;
using OpenClaw.Rego;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Reports;

/// <summary>One decision with what it was made from.</summary>
internal sealed record Decision(OpaRequest Request, PolicyState State, string? Path, string? Query, RegoValue? Input, RegoValue? Result, RegoException? Error)
{
    /// <summary>What built-ins answered that could answer differently another time; null when not kept or none did.</summary>
    public ObjectValue? Answers { get; init; }

    public ObjectValue ToEvent(OpaConfig config, DateTimeOffset now, long number) => Json.Object(
        ("labels", config.LabelsJson),
        ("decision_id", Json.Text(Request.DecisionId)),
        ("bundles", Provenance.Bundles(State)),
        ("path", Json.TextOrNone(Path)),
        ("query", Json.TextOrNone(Query)),
        ("input", Input),
        ("result", Result),
        ("nd_builtin_cache", config.KeepsAnswers ? Answers : null),
        ("error", Error is null ? null : ErrorJson.Of(OpaException.Internal("error(s) occurred while evaluating query", Error.Errors))),
        ("requested_by", Json.Text($"{Request.Http.Connection.RemoteIpAddress}:{Request.Http.Connection.RemotePort}")),
        ("request_context", Context(config)),
        ("trace_id", System.Diagnostics.Activity.Current is { } activity ? Json.Text(activity.TraceId.ToHexString()) : null),
        ("span_id", System.Diagnostics.Activity.Current is { } span ? Json.Text(span.SpanId.ToHexString()) : null),
        ("timestamp", Json.Text(now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", System.Globalization.CultureInfo.InvariantCulture))),
        ("metrics", Request.Metrics.ToJson()),
        ("req_id", Json.Number(number)));

    private ObjectValue? Context(OpaConfig config)
    {
        var wanted = config.Root.At("decision_logs", "request_context", "http", "headers").Items().Select(name => name.AsText() ?? "").ToList();
        var headers = wanted.Where(name => Request.Http.Request.Headers.ContainsKey(name))
            .Select(name => (name, (RegoValue?)Json.Array(Request.Http.Request.Headers[name].Select(value => Json.Text(value ?? ""))))).ToList();
        return headers.Count == 0 ? null : Json.Object(("http", Json.Object(("headers", Json.Object(headers)))));
    }
}
