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
        var body = InputReader.Body(request, "body contains malformed compile request");
        var query = body.At("query").AsText();
        if (string.IsNullOrEmpty(query))
        {
            throw OpaException.Invalid("missing required 'query' value");
        }

        var unknowns = body.At("unknowns") is { } named ? named.Items().Select(item => item.AsText() ?? "").ToList() : ["input"];
        return Reply.Ok(Json.Object(
            ("result", Residual(request, query, unknowns, body!)),
            ("metrics", request.WantsMetrics ? request.Metrics.ToJson() : null)));
    }

    private ObjectValue Residual(OpaRequest request, string query, IReadOnlyList<string> references, RegoValue body)
    {
        var state = services.Store.Current;
        AdHocQuery.Prepare(state, query, stages: request.Metrics.QueryStages);
        var unknowns = new Unknowns(state.Snapshot.Tree, references) { EvaluatesVolatile = body.At("options", "nondeterministicBuiltins").IsTrue() };
        var disabled = body.At("options", "disableInlining").Items().Select(item => item.AsText() ?? "").ToList();
        var context = new PartialContext(state, body.At("input"), disabled, request.Aborted) { Probe = request.Metrics.Probe };
        try
        {
            var residual = request.Metrics.Time("rego_partial_eval", () => PartialQuery.Evaluate(context, unknowns, query));
            return Json.Object(
                ("queries", residual.Queries.Count == 0 ? null : Json.Array(residual.Queries.Select(ModuleJson.Body).Distinct())),
                ("support", residual.Support.Count == 0 ? null : Json.Array(residual.Support.Select(ModuleJson.Write))));
        }
        catch (UnsupportedException refused)
        {
            throw new OpaException(501, "internal_error", "partial evaluation does not cover: " + refused.Message);
        }
    }
}
