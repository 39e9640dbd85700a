using OpenClaw.Opa.Core;
using OpenClaw.Opa.Filters;
using OpenClaw.Opa.Partial;
using OpenClaw.Rego;
using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Server;

/// <summary>A rule as data filters: conditions on rows as SQL or UCAST, and masks for columns.</summary>
internal sealed class FilterHandler(OpaServices services)
{
    // Databases have no support rules: everything has to come into the one condition.
    private const int MaxInlined = 5000;

    private const string Failed = "error(s) occurred while evaluating query";

    public Reply Handle(OpaRequest request)
    {
        var body = InputReader.Body(request, "error(s) occurred while decoding request");
        var accept = request.Http.Request.Headers.Accept.ToString();
        var targets = Targets(accept, body);
        var state = services.Store.Current;
        var path = request.After(2);
        var rule = path.Aggregate((DocNode?)state.Snapshot.Tree.Root, (node, name) => node?.Find(name));
        var references = Given(body.At("unknowns")) ?? FilterAnnotations.Unknowns(state.Snapshot.Tree, rule) ?? ["input"];
        var results = Results(request, state, path, references, body, targets);
        var masks = results.Exists(result => result is not null) ? Masks(request, state, rule, path, body) : null;
        var members = targets.Zip(results, (target, result) => (target.Member, (RegoValue?)Json.Object(("query", result), ("masks", result is null ? null : masks)))).DistinctBy(member => member.Member);
        var answer = accept == Target.MultiTarget ? Json.Object(members) : members.First().Item2!;
        return Reply.Ok(Json.Object(("result", answer), ("metrics", request.WantsMetrics ? request.Metrics.ToJson() : null))) with { ContentType = accept };
    }

    private static List<Target> Targets(string accept, RegoValue? body)
    {
        if (accept == Target.MultiTarget)
        {
            List<Target> targets = [.. body.At("options", "targetDialects").Items().Select(item =>
                Target.FromOption(item.AsText() ?? "") ?? throw OpaException.Invalid($"unsupported target dialect: {item}"))];
            return targets.Count > 0 ? targets : throw OpaException.Invalid("missing required 'options.targetDialects' value");
        }

        return Target.FromMediaType(accept) is { } only ? [only]
            : throw OpaException.Invalid(accept.Length == 0 ? "Accept header: missing required header"
                : accept.Contains(',', StringComparison.Ordinal) ? "Accept header: multiple headers not supported" : $"Accept header: unsupported header: {accept}");
    }

    private static List<string>? Given(RegoValue? unknowns) => unknowns.Items().Select(item => item.AsText() ?? "").ToList() is { Count: > 0 } names ? names : null;

    /// <summary>A filter for each target; null where no row can pass.</summary>
    private static List<RegoValue?> Results(OpaRequest request, PolicyState state, string[] path, IReadOnlyList<string> references, RegoValue? body, List<Target> targets)
    {
        var disabled = body.At("options", "disableInlining").Items().Select(item => item.AsText() ?? "").ToList();
        var context = new PartialContext(state, body.At("input"), disabled, request.Aborted) { MaxInlined = MaxInlined, Probe = request.Metrics.Probe };

        // Filters are for now: what a clock or a random source answers is known when they are made.
        var unknowns = new Unknowns(state.Snapshot.Tree, references) { EvaluatesVolatile = true };
        try
        {
            List<IReadOnlyList<L>> alternatives = [.. request.Metrics.Time("rego_partial_eval", () => PartialQuery.Solve(context, unknowns, DataPath.Query(path))).Select(step => step.Rest)];
            return request.Metrics.Time("compile_translate_queries", () => targets.ConvertAll(target => Write(target, alternatives, body)));
        }
        catch (FragmentException refused)
        {
            var error = refused.At.Error("pe_fragment_error", refused.Message);
            throw new OpaException(400, "evaluation_error", Failed, [error]) { Details = refused.Hint };
        }
        catch (UnsupportedException refused)
        {
            throw new OpaException(400, "evaluation_error", Failed, [Rego.Syntax.Location.None.Error("pe_fragment_error", refused.Message)]);
        }
    }

    private static RegoValue? Write(Target target, List<IReadOnlyList<L>> alternatives, RegoValue? body)
    {
        var mappings = new Mappings(body.At("options", "targetSQLTableMappings", target.Member)
            ?? body.At("options", "targetSQLTableMappings", target.Dialect));
        return new FilterBuilder(target, mappings).Build(alternatives) switch
        {
            null => null,
            var filter when target.IsSql => Json.Text(new SqlWriter(target.Dialect).Where(filter)),
            var filter => UcastWriter.Of(filter),
        };
    }

    /// <summary>Masks are an ordinary decision on what is known.</summary>
    private static RegoValue? Masks(OpaRequest request, PolicyState state, DocNode? rule, string[] path, RegoValue? body)
    {
        if ((body.At("options", "maskRule").AsText() ?? FilterAnnotations.MaskRule(state.Snapshot.Tree, rule)) is not { } name)
        {
            return null;
        }

        var query = name.StartsWith("data.", StringComparison.Ordinal) ? name : $"{DataPath.Query(path.SkipLast(1))}.{name}";
        try
        {
            return request.Metrics.Time("compile_eval_mask_rule", () => PolicyState.Run(AdHocQuery.Prepare(state, query, stages: request.Metrics.QueryStages), body.At("input"), request.Aborted, request.Metrics.Probe)) is [var row, ..] ? row[^1] : null;
        }
        catch (RegoException error)
        {
            throw OpaException.Internal(Failed, error.Errors);
        }
    }
}
