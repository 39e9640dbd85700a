using OpenClaw.Opa.Core;
using OpenClaw.Opa.Partial;
using OpenClaw.Rego.Builtins;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Server;

/// <summary>
/// The Compile API: conditions on unknown input that remain of a query. What partial evaluation cannot do exactly is
/// refused by name, not answered with something else.
/// </summary>
internal sealed class CompileHandler(OpaServices services)
{
    public Reply Handle(OpaRequest request)
    {
        if (request.Path.Count > 2)
        {
            throw new OpaException(501, "internal_error", "data filters are not available; /v1/compile answers the conditions that remain");
        }

        if (request.Method == "GET")
        {
            return Reply.MethodNotAllowed;
        }

        var body = InputReader.Body(request, "body contains malformed compile request");
        var query = body.At("query").AsText();
        if (string.IsNullOrEmpty(query))
        {
            throw OpaException.Invalid("missing required 'query' value");
        }

        var unknowns = body.At("unknowns") is { } named ? named.Items().Select(item => item.AsText() ?? "").ToList() : ["input"];
        return Reply.Ok(Json.Object(
            ("result", Residual(request, query, unknowns, body.At("input"))),
            ("metrics", request.WantsMetrics ? request.Metrics.ToJson() : null)));
    }

    private ObjectValue Residual(OpaRequest request, string query, IReadOnlyList<string> unknowns, RegoValue? input)
    {
        var state = services.Store.Current;
        AdHocQuery.Prepare(state, query);
        try
        {
            var evaluator = new PartialEvaluator(state, new Unknowns(state.Snapshot.Tree, unknowns), input, request.Aborted);
            var queries = request.Metrics.Time("rego_partial_eval", () => evaluator.Evaluate(query));
            return queries.Count == 0 ? ObjectValue.Empty
                : Json.Object(("queries", queries.Any(rest => rest.Count == 0)
                    ? Json.Array([ArrayValue.Empty])
                    : Json.Array(queries.Select(ModuleJson.Body).Distinct())));
        }
        catch (UnsupportedException refused)
        {
            throw new OpaException(501, "internal_error", "partial evaluation does not cover: " + refused.Message);
        }
    }
}
