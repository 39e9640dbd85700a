using System.Globalization;
using OpenClaw.Opa.Core;
using OpenClaw.Opa.Partial;
using OpenClaw.Rego.Builtins;
using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Explain;

/// <summary>The events of a mode as trees or as lines.</summary>
internal sealed class Explanation(PolicyState state, string mode)
{
    private readonly TraceRecorder _recorder = new();

    public static bool IsMode(string? mode) => mode is "notes" or "fails" or "full" or "debug";

    /// <summary>The same query with trace points; costs a compilation of all modules.</summary>
    public QueryPlan Prepare(string query, bool strict = false)
    {
        var options = state.Snapshot.Options with { Tracer = _recorder, StrictBuiltinErrors = strict || state.Snapshot.Options.StrictBuiltinErrors };
        var snapshot = new PolicyCompiler(options).Compile([.. state.Modules.Values.Select(module => module.Syntax)], state.Data);
        return QueryCompiler.Compile(snapshot, query);
    }

    public ArrayValue ToJson(bool pretty) => pretty ? Json.Array(Lines().Select(Json.Text)) : Json.Array(Events().Select(Tree));

    public IReadOnlyList<string> Lines()
    {
        var events = Events();
        var places = events.Select(Place).ToList();
        var width = places.Count == 0 ? 0 : places.Max(place => place.Length);
        return [.. events.Zip(places, (step, place) => $"{place.PadRight(width)} {string.Concat(Enumerable.Repeat("| ", Math.Max(step.Depth, 0)))}{Title(step.Op)} {Text(step)}")];
    }

    /// <summary>Failures and notes are shown with what led to them.</summary>
    private IReadOnlyList<TraceEvent> Events()
    {
        if (mode is "full" or "debug")
        {
            return _recorder.Events;
        }

        var wanted = mode == "notes" ? "note" : "fail";
        var parents = _recorder.Events.Where(step => step.Op == "enter").DistinctBy(step => step.QueryId).ToDictionary(step => step.QueryId, step => step.ParentId);
        var shown = new HashSet<int>();
        foreach (var step in _recorder.Events.Where(step => step.Op == wanted))
        {
            for (var id = step.QueryId; shown.Add(id) && parents.TryGetValue(id, out var parent);)
            {
                id = parent;
            }
        }

        return [.. _recorder.Events.Where(step => step.Op == wanted || (step.Op == "enter" && shown.Contains(step.QueryId)))];
    }

    private static ObjectValue Tree(TraceEvent step) => Json.Object(
        ("op", Json.Text(step.Op)),
        ("query_id", Json.Number(step.QueryId)),
        ("parent_id", Json.Number(step.ParentId)),
        ("type", Json.Text(step.Type)),
        ("node", Node(step)),
        ("locals", Json.Array(step.Locals.Select(local => Json.Object(
            ("key", Json.Object(("type", Json.Text("var")), ("value", Json.Text(local.Name)))),
            ("value", ModuleJson.Term(Unresolver.Written(Location.None, local.Value))))))),
        ("message", Json.TextOrNone(step.Message)),
        ("location", Json.Object(("file", Json.Text(step.At.File ?? "")), ("row", Json.Number(step.At.Row)), ("col", Json.Number(step.At.Column)))));

    private static RegoValue Node(TraceEvent step) => step.Point switch
    {
        { Literal: { } literal } => ModuleJson.Expression(literal, 0),
        { Rule: { } rule } => ModuleJson.Rule(rule),
        var point => ModuleJson.Body(point.Body),
    };

    private static string Place(TraceEvent step) => string.Create(CultureInfo.InvariantCulture, $"{(string.IsNullOrEmpty(step.At.File) ? "query" : step.At.File)}:{step.At.Row}");

    private static string Title(string op) => char.ToUpperInvariant(op[0]) + op[1..];

    private string Text(TraceEvent step) => step switch
    {
        { Message: { } message } => new StringValue(message).ToString(),
        { Point.Literal: { } literal } => RegoText.Of(literal),
        { Point.Rule: { } rule } => Path(rule),
        _ => RegoText.Body(step.Point.Body),
    };

    private string Path(Rule rule)
    {
        var package = rule.At.File is { } file && state.Modules.TryGetValue(file, out var module) ? module.Syntax.Package : [];
        Term[] path = [.. package.Select(part => new ConstTerm(rule.At, new StringValue(part))), .. rule.Head];
        return RegoText.Of(new RefTerm(rule.At, new VarTerm(rule.At, "data"), path));
    }
}
