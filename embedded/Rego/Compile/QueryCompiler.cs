using OpenClaw.Rego.Evaluate;
using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Types;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Compile;

/// <summary>A query with its steps and the variables that its solutions name.</summary>
internal sealed record QueryPlan(PolicySnapshot Snapshot, Op Start, int Slots, int Temps, string[] Names, int Expressions)
{
    /// <summary>Collects all solutions into rows; without rows answers the value of the first one's last expression.</summary>
    public RegoValue? Run(RegoValue? input, List<RegoValue[]>? rows, RegoLimits limits, CancellationToken cancellation, EvalProbe? probe = null)
    {
        var context = EvalContext.Rent(Snapshot, input, limits, cancellation, probe);
        RegoValue? first;
        try
        {
            var frame = context.Enter(Slots, Temps);
            frame.Collector = rows;
            Start.Run(frame);
            first = frame.Result;
        }
        catch (InsufficientExecutionStackException overflow)
        {
            throw new RegoException("a value or a call is nested too deeply", overflow);
        }

        // After an exception the context is left to the collector: its frames may hold half-done work.
        context.Return();
        return first;
    }
}

/// <summary>Compiles ad-hoc queries against a snapshot.</summary>
internal static class QueryCompiler
{
    public static QueryPlan Compile(PolicySnapshot snapshot, string query, Action<string, TimeSpan>? stages = null)
    {
        var errors = new ErrorList();
        IReadOnlyList<Literal> literals = [];
        try
        {
            literals = Parser.ParseQuery(query);
        }
        catch (ParseErrorException error)
        {
            errors.Add("rego_parse_error", error.At, error.Message);
        }

        errors.Throw();
        return Compile(snapshot, literals, checkTypes: true, stages);
    }

    /// <summary>Literals that were put together from parsed ones, as partial evaluation does.</summary>
    public static QueryPlan Compile(PolicySnapshot snapshot, IReadOnlyList<Literal> literals, bool checkTypes = false, Action<string, TimeSpan>? stages = null)
    {
        var clock = new StageClock(stages);
        var errors = new ErrorList();
        var resolver = new Resolver(snapshot.Tree, null, null, null, errors) { Sources = Resolver.SourcesFor(snapshot.Options) };
        var captures = new List<int?>();
        var (scope, body) = resolver.Query(literals, captures);
        errors.Throw();
        clock.End("resolve_refs");
        var planner = new Planner(snapshot.Tree, errors, resolver.Slots) { Tracer = snapshot.Options.Tracer, Sources = resolver.Sources };
        var named = scope.Names.Values.Where(variable => !variable.IsWildcard && variable.Kind != VariableKind.Generated).ToList();
        var start = planner.Plan(body, _ => Emit(named, captures), Location.None);
        errors.Throw();
        clock.End("plan");
        if (checkTypes && !snapshot.Options.SkipTypeChecks)
        {
            new TypeChecker(snapshot.Tree, snapshot.Types, errors).Query(body, planner.Orders);
            errors.Throw();
            clock.End("check_types");
        }

        return new QueryPlan(snapshot, start!, planner.Slots, planner.Temps, [.. named.Select(variable => variable.Name)], captures.Count);
    }

    private static EmitSolutionOp Emit(List<Variable> named, List<int?> captures) =>
        new([.. named.Select(variable => variable.Slot)], [.. captures.Select(slot => slot is null ? null : (Node)new SlotNode(slot.Value))]);
}
