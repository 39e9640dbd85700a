using System.Text;
using OpenClaw.Opa.Core;
using OpenClaw.Opa.Explain;
using OpenClaw.Opa.Reports;
using OpenClaw.Rego;
using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Server;

/// <summary>Decisions: <c>GET</c> and <c>POST /v1/data</c>, the webhook form, the default decision.</summary>
internal sealed class DataHandler(OpaServices services)
{
    private const string MalformedBody = "body contains malformed input document";

    public async Task<Reply> GetAsync(OpaRequest request)
    {
        var text = request.Last("input");
        var input = text is null ? null : request.Metrics.Time("rego_input_parse",
            () => InputReader.Parse(Encoding.UTF8.GetBytes(text), "parameter contains malformed input document"));
        return await DecideAsync(request, request.After(2), input, warn: false);
    }

    public async Task<Reply> PostAsync(OpaRequest request)
    {
        var body = request.Metrics.Time("rego_input_parse", () => InputReader.Body(request, MalformedBody));
        if (body is not null and not ObjectValue)
        {
            throw OpaException.Invalid($"{MalformedBody}: not an object");
        }

        // OPA cannot tell a null input from a missing one here.
        var input = body.At("input") is { } given and not NullValue ? given : null;
        return await DecideAsync(request, request.After(2), input, warn: input is null);
    }

    public Task<Reply> WebhookAsync(OpaRequest request) => BareAsync(request, request.After(2));

    public Task<Reply> DefaultAsync(OpaRequest request) => BareAsync(request, DataPath.Split(services.Config.DefaultDecision));

    private async Task<Reply> DecideAsync(OpaRequest request, string[] path, RegoValue? input, bool warn)
    {
        var state = services.Store.Current;
        var mode = request.Last("explain");
        var explanation = Explanation.IsMode(mode) ? new Explanation(state, mode!) : null;
        var result = await EvaluateAsync(request, state, path, input, explanation);
        return Reply.Ok(Json.Object(
            ("result", result),
            ("decision_id", services.Decisions.IsEnabled ? Json.Text(request.DecisionId) : null),
            ("metrics", request.WantsMetrics ? request.Metrics.ToJson() : null),
            ("provenance", request.Flag("provenance") ? Provenance.Of(state) : null),
            ("explanation", result is not null || mode == "full" ? explanation?.ToJson(request.Pretty) : null),
            ("warning", warn ? Json.Object(("code", Json.Text("api_usage_warning")), ("message", Json.Text("'input' key missing from the request"))) : null)));
    }

    /// <summary>A query that is known shows no timers for parsing and compiling.</summary>
    private static (QueryPlan Plan, bool Cached) Prepare(OpaRequest request, PolicyState state, string query, bool strict, Explanation? explanation)
    {
        if (explanation is null && state.IsPrepared(query, strict))
        {
            return state.Prepare(query, strict);
        }

        request.Metrics.Time("rego_query_parse", () => Parser.ParseQuery(query));
        return request.Metrics.Time("rego_query_compile", () => explanation is null ? state.Prepare(query, strict, request.Metrics.QueryStages) : (explanation.Prepare(query, strict), false));
    }

    private async Task<Reply> BareAsync(OpaRequest request, string[] path)
    {
        var input = request.Metrics.Time("rego_input_parse", () => InputReader.Body(request, MalformedBody)) ?? NullValue.Instance;
        var state = services.Store.Current;
        if (await EvaluateAsync(request, state, path, input) is { } result)
        {
            return Reply.Ok(result);
        }

        var node = state.Snapshot.Tree.Root;
        foreach (var part in path)
        {
            node = node?.Find(part);
        }

        throw new OpaException(404, "undefined_document", $"document {(node is null ? "missing" : "undefined")}: {DataPath.Dotted(path)}");
    }

    private async Task<RegoValue?> EvaluateAsync(OpaRequest request, PolicyState state, string[] path, RegoValue? input, Explanation? explanation = null)
    {
        RegoValue? result = null;
        RegoException? failure = null;
        var probe = services.Decisions.ProbeFor(request);
        try
        {
            var strict = request.Flag("strict-builtin-errors");
            var (plan, cached) = Prepare(request, state, DataPath.Query(path), strict, explanation);
            request.Metrics.Count("server_query_cache_hit", cached ? 1 : 0);
            var rows = request.Metrics.Time("rego_query_eval", () => PolicyState.Run(plan, input, request.Aborted, probe));
            result = rows is [var row, ..] ? row[^1] : null;
        }
        catch (RegoException error)
        {
            failure = error;
        }

        await services.Decisions.RecordAsync(new Decision(request, state, string.Join('/', path), null, input, result, failure) { Answers = EvalMetrics.Answers(probe) });
        return failure is null ? result : throw failure;
    }
}
