using OpenClaw.Opa.Core;
using OpenClaw.Opa.Explain;
using OpenClaw.Opa.Reports;
using OpenClaw.Rego;
using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Server;

/// <summary>Ad-hoc queries: all solutions with their variables.</summary>
internal sealed class QueryHandler(OpaServices services)
{
    public async Task<Reply> HandleAsync(OpaRequest request)
    {
        var body = request.Method == "POST" ? InputReader.Body(request, "body contains malformed input document") : null;
        var text = request.Method == "POST" ? body.At("query").AsText() : request.Last("q");
        if (string.IsNullOrEmpty(text))
        {
            throw OpaException.Invalid(request.Method == "POST" ? "missing required 'query' value" : "missing parameter 'q'");
        }

        var state = services.Store.Current;
        request.Metrics.Time("rego_query_parse", () => AdHocQuery.Parse(text));
        var plan = request.Metrics.Time("rego_query_compile", () => AdHocQuery.Prepare(state, text, request.Flag("strict-builtin-errors"), request.Metrics.QueryStages));
        var mode = request.Last("explain");
        var explanation = Explanation.IsMode(mode) ? new Explanation(state, mode!) : null;
        plan = explanation?.Prepare(text, request.Flag("strict-builtin-errors")) ?? plan;
        var input = body.At("input");
        var probe = services.Decisions.ProbeFor(request);
        List<RegoValue[]> rows = [];
        RegoException? failure = null;
        try
        {
            rows = request.Metrics.Time("rego_query_eval", () => QuerySolutions.Of(text, plan, PolicyState.Run(plan, input, request.Aborted, probe)));
        }
        catch (RegoException error)
        {
            failure = error;
        }

        RegoValue? result = rows.Count == 0 ? null : Json.Array(rows.Select(row => Bindings(plan, row)));
        await services.Decisions.RecordAsync(new Decision(request, state, null, text, input, result, failure) { Answers = EvalMetrics.Answers(probe) });
        return failure is null
            ? Reply.Ok(Json.Object(("result", result), ("explanation", result is not null || mode == "full" ? explanation?.ToJson(request.Pretty) : null), ("metrics", request.WantsMetrics ? request.Metrics.ToJson() : null)))
            : throw failure;
    }

    private static ObjectValue Bindings(QueryPlan plan, RegoValue[] row) =>
        Json.Object(plan.Names.Select((name, i) => (name, (RegoValue?)row[i])));
}
