using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Partial;

/// <summary>What remains of a query: alternatives of conditions and the rules they refer to.</summary>
internal sealed record Residual(IReadOnlyList<IReadOnlyList<Literal>> Queries, IReadOnlyList<Module> Support);

/// <summary>Partial evaluation of one query.</summary>
internal static class PartialQuery
{
    /// <summary>Alternatives in resolved form, for those who translate conditions themselves.</summary>
    public static List<Step> Solve(PartialContext context, Unknowns unknowns, string query)
    {
        var (scope, body) = Resolve(context, query);
        var named = scope.Names.Values.Where(variable => !variable.IsWildcard && variable.Kind != VariableKind.Generated).ToList();
        return new PartialEvaluator(context, unknowns, "").Solve(body, Step.Start).ConvertAll(step => Named(named, step));
    }

    public static Residual Evaluate(PartialContext context, Unknowns unknowns, string query)
    {
        var steps = Solve(context, unknowns, query);
        if (steps.Exists(step => step.Rest.IsEmpty))
        {
            return new Residual([[]], []);
        }

        IReadOnlyList<IReadOnlyList<Literal>> queries = [.. steps.Select(step => context.Support.Written(step.Rest, []).Body)];
        return new Residual(queries, context.Support.Modules(context.State));
    }

    /// <summary>The values of the query's own variables belong to its answer.</summary>
    private static Step Named(List<Variable> named, Step step) => named.Aggregate(step, (at, variable) => at.Bound.TryGetValue(variable, out var value)
        ? at.Add(new LUnify(variable.At, new TVar(variable.At, new Variable(variable.Name, Marks.Residual, -1, VariableKind.Argument, variable.At)), value))
        : at);

    private static (Scope Scope, L[] Body) Resolve(PartialContext context, string query)
    {
        var literals = Parser.ParseQuery(query);
        var at = literals[0].At;
        var value = new ConstTerm(at, BooleanValue.True);
        var rule = new Rule(at, false, [new ConstTerm(at, new StringValue("query"))], RuleKind.Complete, [], null, value, false, literals, null);
        var tree = context.State.Snapshot.Tree;
        var module = new Module("", at, [], [], []);
        var errors = new ErrorList();
        var resolved = new Resolver(tree, null, null, rule, errors).Rule(new RulePlan(rule, module, tree.Root, 1));
        errors.Throw();
        return (resolved.Scope, resolved.Body);
    }
}
