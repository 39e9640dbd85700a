using OpenClaw.Opa.Core;
using OpenClaw.Rego;
using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Partial;

/// <summary>
/// Evaluates what is known and leaves conditions on what is not: alternatives of conjunctions. Rules that read unknowns are
/// put in place of their names where that is exact, and become support rules where it is not. This part goes through bodies.
/// </summary>
internal sealed partial class PartialEvaluator(PartialContext context, Unknowns unknowns, string world)
{
    // More alternatives than this make no usable filter.
    private const int MaxAlternatives = 10_000;

    private const int MaxDepth = 100;

    private int _depth;

    /// <summary>All alternatives of a body.</summary>
    public List<Step> Solve(IReadOnlyList<L> body, Step start)
    {
        if (body.Count == 0)
        {
            return [start];
        }

        context.Spend();
        var (literal, rest) = Next(body, start);
        List<Step> all = [.. One(literal, rest, start).SelectMany(next => Solve(rest, next))];
        return all.Count <= MaxAlternatives ? all : throw new UnsupportedException("more alternatives than an answer can hold");
    }

    /// <summary>The first literal whose needs are met, as in evaluation; without one the answer's reader finds the order.</summary>
    private static (L Literal, IReadOnlyList<L> Later) Next(IReadOnlyList<L> body, Step step)
    {
        for (var i = 0; i < body.Count; i++)
        {
            var literal = step.Plug(body[i]);
            if (Variables.IsReady(literal))
            {
                return (literal, [.. body.Take(i), .. body.Skip(i + 1)]);
            }
        }

        return (step.Plug(body[0]), [.. body.Skip(1)]);
    }

    private IEnumerable<Step> One(L literal, IReadOnlyList<L> later, Step step)
    {
        if (!unknowns.In(literal) && Known(literal, step) is { } known)
        {
            return known;
        }

        return literal switch
        {
            LTest test => Truth(test.Term, step),
            LUnify unify => Unify(unify, later, step),
            LSomeIn some => Member(some, step),
            LNot not => Not(not, step),
            LEvery every => Every(every, step),
            LLogic { IsOr: true } logic => Solve(logic.Left, step).Concat(Solve(logic.Right, step)),
            LLogic logic => Solve([.. logic.Left, .. logic.Right], step),
            LWith with => With(with, step),
            LNever => [],
            _ => [Save(literal, step)],
        };
    }

    /// <summary>Leaves a literal without unknowns to the engine; its variables become constants. Null when they need values first.</summary>
    private List<Step>? Known(L literal, Step step)
    {
        var names = new Naming([]);
        QueryPlan plan;
        try
        {
            plan = QueryCompiler.Compile(context.State.Snapshot, [.. new Unresolver(names).Body([literal])]);
        }
        catch (RegoException error) when (error.Errors.All(found => found.Code == "rego_unsafe_var_error"))
        {
            return null;
        }

        var open = Variables.Open(literal).ToDictionary(names.Of);
        return [.. PolicyState.Run(plan, context.Input, context.Cancellation, context.Probe)
            .Where(row => !row.Skip(plan.Names.Length).Any(value => ReferenceEquals(value, BooleanValue.False)))
            .Select(row => plan.Names.Select((name, i) => (name, i)).Where(pair => open.ContainsKey(pair.name))
                .Aggregate(step, (next, pair) => next.Bind(open[pair.name], new TConst(literal.At, row[pair.i]))))];
    }

    /// <summary>Keeps a literal as a condition; the variables it would bind are found by the answer's reader.</summary>
    private Step Save(L literal, Step step)
    {
        var (freed, next) = Free(literal, step);
        return next.Add(Keep(freed));
    }

    private static (L Literal, Step Step) Free(L literal, Step step)
    {
        var next = Variables.Open(literal).Aggregate(step, (at, variable) => at.Bind(variable, new TVar(variable.At, Marks.Fresh(variable, Marks.Residual))));
        return (next.Plug(literal), next);
    }

    private static (T Term, Step Step) Free(T term, Step step)
    {
        var (literal, next) = Free(new LTest(term.At, term), step);
        return (((LTest)literal).Term, next);
    }

    private List<Step> Unify(LUnify unify, IReadOnlyList<L> later, Step step)
    {
        if (Parts(unify) is { } parts)
        {
            return parts.Length == 0 && !IsEmpty(unify) ? [] : Solve(parts, step);
        }

        if (unify.Right is TVar { Variable: var right } && Marks.IsOpen(right) && !unify.IsComparison)
        {
            return [.. Values(unify.Left, step).Select(value => Assign(right, value, later))];
        }

        if (unify.Left is TVar { Variable: var left } && Marks.IsOpen(left) && !unify.IsComparison)
        {
            return [.. Values(unify.Right, step).Select(value => Assign(left, value, later))];
        }

        return HasPattern(unify.Left) || HasPattern(unify.Right) ? [Save(unify, step)] : [.. Equal(unify, step)];
    }

    private static bool HasPattern(T term) => term is TArray or TObject && Variables.Open(term).Any() || term is TVar { Variable: var variable } && Marks.IsOpen(variable);

    /// <summary>Arrays are compared member by member once both show them.</summary>
    private static L[]? Parts(LUnify unify)
    {
        if (Items(unify.Left) is not { } left || Items(unify.Right) is not { } right || (unify.Left is TConst && unify.Right is TConst))
        {
            return null;
        }

        return left.Length != right.Length ? [] : [.. left.Zip(right, (a, b) => new LUnify(unify.At, a, b, IsComparison: unify.IsComparison))];
    }

    private static bool IsEmpty(LUnify unify) => Items(unify.Left)!.Length == 0 && Items(unify.Right)!.Length == 0;

    private static T[]? Items(T term) => term switch
    {
        TArray array => array.Items,
        TConst { Value: ArrayValue array } => Array.ConvertAll(array.Items, item => (T)new TConst(term.At, item)),
        _ => null,
    };

    /// <summary>
    /// The variable stands for the term from here on. As that is undefined when the term is, the condition is written down
    /// unless a later comparison asks the same. What would have to be computed again and again gets a name instead.
    /// </summary>
    private static Step Assign(Variable variable, Valued value, IReadOnlyList<L> later)
    {
        var (term, step) = value;
        if (term is TConst or TVar)
        {
            return step.Bind(variable, term);
        }

        if ((term is not TRef && !variable.IsWildcard) || IsReadUnderWith(variable, later))
        {
            var named = new TVar(variable.At, Marks.Fresh(variable, Marks.Residual));
            return step.Bind(variable, named).Add(new LUnify(term.At, named, term));
        }

        var bound = step.Bind(variable, term);
        return later.Any(literal => Demands(literal, variable)) ? bound : bound.Add(new LUnify(term.At, Marks.Wildcard(term.At), term));
    }

    /// <summary>What stands for a variable under a <c>with</c> would be read in the other world.</summary>
    private static bool IsReadUnderWith(Variable variable, IEnumerable<L> later)
    {
        var isRead = false;
        var search = new Rewriter(_ => null, null, literal =>
        {
            isRead |= literal is LWith with && FreeVariables.Of(with.Body).Contains(variable);
            return null;
        });
        foreach (var literal in later)
        {
            search.Literal(literal);
        }

        return isRead;
    }

    private static bool Demands(L literal, Variable variable) => literal switch
    {
        LTest { Term: TCall { Builtin: not null } call } => Array.Exists(call.Arguments, argument => argument is TVar used && used.Variable == variable) || Array.Exists(call.Arguments, argument => IsStep(argument, variable)),
        LTest test => IsStep(test.Term, variable),
        LUnify { Left: TConst, Right: TVar used } => used.Variable == variable,
        LUnify { Right: TConst, Left: TVar used } => used.Variable == variable,
        LUnify unify => IsStep(unify.Left, variable) || IsStep(unify.Right, variable),
        _ => false,
    };

    private static bool IsStep(T term, Variable variable) => term is TRef { Head: TVar head } && head.Variable == variable;

    /// <summary>Both sides have values or conditions; constants are compared here.</summary>
    private IEnumerable<Step> Equal(LUnify unify, Step step)
    {
        foreach (var left in Values(unify.Left, step, Other(unify.Right)))
        {
            foreach (var (right, next) in Values(unify.Right, left.Step, Other(left.Term)))
            {
                if (left.Term is TConst a && right is TConst b)
                {
                    if (a.Value.Equals(b.Value))
                    {
                        yield return next;
                    }

                    continue;
                }

                yield return next.Add(unify with { Left = left.Term, Right = right, RequireBound = false, IsCall = false, IsComparison = false });
            }
        }
    }

    private static RegoValue? Other(T term) => (term as TConst)?.Value;

    private IEnumerable<Step> Member(LSomeIn some, Step step)
    {
        if (some.Key is null && some.Domain is TRef { Head: TData } domain && Rule(domain) is { } found && found.Rest.Length == 0 && IsPlainSet(found.Node) && Members(found.Node, step) is { } members)
        {
            return members.SelectMany(member => Solve([new LUnify(some.At, some.Value, member.Term)], member.Step));
        }

        if (Elements(some.Domain, step) is { } elements)
        {
            return Bind(some, elements, step);
        }

        // A known document under an unknown key: one alternative for each key it has.
        return some.Domain is TRef && Values(some.Domain, step) is var domains && domains.TrueForAll(found => found.Term is TConst)
            ? domains.SelectMany(found => Bind(some, Elements(found.Term, found.Step)!, found.Step))
            : [Save(some, step)];
    }

    private IEnumerable<Step> Bind(LSomeIn some, List<(T Key, T Value)> elements, Step step) => elements.SelectMany(element => Solve(
        [.. some.Key is null ? [] : (L[])[new LUnify(some.At, some.Key, element.Key)], new LUnify(some.At, some.Value, element.Value)], step));

    /// <summary>Keys and values of a known collection.</summary>
    private List<(T Key, T Value)>? Elements(T domain, Step step)
    {
        if (unknowns.In(domain) || Variables.Open(domain).Any())
        {
            return null;
        }

        return Constant(domain, step) switch
        {
            ArrayValue array => [.. array.Items.Select((item, i) => ((T)new TConst(domain.At, NumberValue.Of(i)), (T)new TConst(domain.At, item)))],
            ObjectValue obj => [.. obj.Keys.Zip(obj.Values, (key, value) => ((T)new TConst(domain.At, key), (T)new TConst(domain.At, value)))],
            SetValue set => [.. set.Items.Select(item => ((T)new TConst(domain.At, item), (T)new TConst(domain.At, item)))],
            _ => [],
        };
    }

    /// <summary>The value of a term without unknowns and open variables; null when undefined.</summary>
    private RegoValue? Constant(T term, Step step)
    {
        if (term is TConst constant)
        {
            return constant.Value;
        }

        var result = new Variable("result", step.Bound.Keys.FirstOrDefault()?.Scope ?? new Scope(null, []), -1, VariableKind.Implicit, term.At);
        return Known(new LUnify(term.At, new TVar(term.At, result), term), Step.Start) is [var found, ..] ? ((TConst)found.Bound[result]).Value : null;
    }

    private List<Step> Every(LEvery every, Step step)
    {
        if (unknowns.In(every.Domain) || Variables.Open(every.Domain).Any())
        {
            return [Save(every, step)];
        }

        if (Constant(every.Domain, step) is not (ArrayValue or ObjectValue or SetValue))
        {
            return [];
        }

        List<Step> all = [step];
        foreach (var (key, value) in Elements(every.Domain, step)!)
        {
            all = [.. all.SelectMany(at => Solve(every.Body, Element(every, at, key, value))).Select(solved => step with { Rest = solved.Rest })];
        }

        return all;
    }

    private static Step Element(LEvery every, Step step, T key, T value) =>
        (every.Key is null ? step : step.Bind(every.Key, key)).Bind(every.Value, value);

    private IEnumerable<Step> With(LWith with, Step step)
    {
        var (freed, next) = Free(with, step);
        return [next.Add(Keep(freed))];
    }
}
