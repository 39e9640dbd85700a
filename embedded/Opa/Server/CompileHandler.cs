using OpenClaw.Opa.Core;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Server;

/// <summary>
/// The Compile API for queries without unknowns, which evaluate completely. The engine has no partial evaluation: a
/// request that would need it is refused by name, not answered with something else.
/// </summary>
internal sealed class CompileHandler(OpaServices services)
{
    public Reply Handle(OpaRequest request)
    {
        if (request.Path.Count > 2)
        {
            throw new OpaException(501, "internal_error", "data filters need partial evaluation, which this server does not have");
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

        if (body.At("unknowns") is not ArrayValue { Count: 0 })
        {
            throw new OpaException(501, "internal_error", "partial evaluation is not available; name no unknowns (\"unknowns\": []) to evaluate completely");
        }

        var plan = AdHocQuery.Prepare(services.Store.Current, query);
        var rows = request.Metrics.Time("rego_partial_eval", () => PolicyState.Run(plan, body.At("input"), request.Aborted));
        var holds = rows.Any(row => row.Skip(plan.Names.Length).All(value => !ReferenceEquals(value, BooleanValue.False)));
        return Reply.Ok(Json.Object(
            ("result", holds ? Json.Object(("queries", Json.Array([ArrayValue.Empty]))) : ObjectValue.Empty),
            ("metrics", request.WantsMetrics ? request.Metrics.ToJson() : null)));
    }
}
