using OpenClaw.Rego.Compile;
using Env = System.Collections.Immutable.ImmutableDictionary<int, OpenClaw.Rego.Values.RegoValue>;

namespace OpenClaw.Rego.Tests.Reference;

/// <summary>Whether a literal can run with what is bound: the rule of the language, stated once more.</summary>
internal static class Readiness
{
    /// <summary>Everything the term needs is bound, counting what its own references bind.</summary>
    public static bool IsGround(T term, Env env) => Needs(term).All(variable => env.ContainsKey(variable.Slot) || Outputs(term).Contains(variable));

    public static bool IsReady(L literal, Env env) => literal switch
    {
        LTest test => Needs(test.Term).All(variable => Has(env, variable, Outputs(test.Term))),
        LUnify unify => IsReady(unify, env, [.. Outputs(unify.Left), .. Outputs(unify.Right)]),
        LSomeIn some => IsGround(some.Domain, env) && (some.Key is null || IsPattern(some.Key, env, [])) && IsPattern(some.Value, env, []),
        LNot { IsClosure: true } not => FreeVariables.Of(not.Body).All(variable => env.ContainsKey(variable.Slot) || variable.Scope.IsInside(not.Scope)),
        LLogic logic => FreeVariables.Of(logic.Left).All(variable => env.ContainsKey(variable.Slot) || variable.Scope.IsInside(logic.LeftScope))
            && FreeVariables.Of(logic.Right).All(variable => env.ContainsKey(variable.Slot) || variable.Scope.IsInside(logic.RightScope)),
        LWith with => IsReady(with, Bound(env, with.Clauses.SelectMany(clause => clause.Value is null ? [] : Outputs(clause.Value)))),
        LNot not => FreeVariables.Of(not.Body).All(variable => variable.IsWildcard || env.ContainsKey(variable.Slot) || variable.Scope != not.Scope || MadeIn(not.Body, variable)),
        LEvery every => IsGround(every.Domain, env) && FreeVariables.Of(every.Body).All(variable => env.ContainsKey(variable.Slot) || variable.Scope.IsInside(every.Scope)),
        _ => true,
    };

    private static bool IsReady(LWith with, Env env) => with.Clauses.All(clause => clause.Value is null || IsGround(clause.Value, env)) && IsReady(with.Body, env);

    /// <summary>The literals of a body can run one after another.</summary>
    private static bool IsReady(L[] body, Env env)
    {
        var waiting = body.ToList();
        while (waiting.Count > 0)
        {
            if (waiting.Find(literal => IsReady(literal, env)) is not { } next)
            {
                return false;
            }

            waiting.Remove(next);
            env = Bound(env, FreeVariables.Of([next]));
        }

        return true;
    }

    /// <summary>As if the variables had values already.</summary>
    private static Env Bound(Env env, IEnumerable<Variable> variables) =>
        env.SetItems(variables.DistinctBy(variable => variable.Slot).Select(variable => KeyValuePair.Create(variable.Slot, (Values.RegoValue)Values.NullValue.Instance)));

    /// <summary>References of a term that still iterate, inner ones first; those in comprehensions are their own affair.</summary>
    public static IEnumerable<TRef> Iterations(T term, Env env) => term switch
    {
        TRef reference => Iterations(reference.Head, env).Concat(reference.Path.SelectMany(step => Iterations(step, env)))
            .Concat(reference.Path.Any(step => FreeVariables.Of(step).Any(variable => !env.ContainsKey(variable.Slot))) ? [reference] : []),
        TArray array => array.Items.SelectMany(item => Iterations(item, env)),
        TSet set => set.Items.SelectMany(item => Iterations(item, env)),
        TObject obj => obj.Pairs.SelectMany(pair => Iterations(pair.Key, env).Concat(Iterations(pair.Value, env))),
        TCall call => call.Arguments.SelectMany(argument => Iterations(argument, env)),
        _ => [],
    };

    private static bool IsReady(LUnify unify, Env env, HashSet<Variable> outputs)
    {
        if (unify.RequireBound && !FreeVariables.Of(unify.Right).All(variable => variable.IsWildcard || env.ContainsKey(variable.Slot) || IsInner(unify.Right, variable)))
        {
            return false;
        }

        bool IsBound(T term) => Needs(term).All(variable => Has(env, variable, outputs));
        return unify.IsComparison ? IsBound(unify.Left) && IsBound(unify.Right)
            : (IsBound(unify.Left) && IsPattern(unify.Right, env, outputs)) || (IsBound(unify.Right) && IsPattern(unify.Left, env, outputs));
    }

    private static bool Has(Env env, Variable variable, HashSet<Variable> outputs) => env.ContainsKey(variable.Slot) || outputs.Contains(variable);

    private static bool MadeIn(L[] body, Variable variable) => body.OfType<LUnify>().Any(unify => unify is { Left: TVar made, Right: TCall } && made.Variable == variable && variable.Kind == VariableKind.Generated);

    private static bool IsInner(T term, Variable variable) => term is TComprehension comprehension && variable.Scope.IsInside(comprehension.Scope);

    /// <summary>Variables that must have a value before the term has one.</summary>
    private static IEnumerable<Variable> Needs(T term) => term switch
    {
        TVar name => [name.Variable],
        TRef reference => Needs(reference.Head).Concat(reference.Path.SelectMany(step => step is TVar ? [] : Needs(step))),
        TArray array => array.Items.SelectMany(Needs),
        TSet set => set.Items.SelectMany(Needs),
        TObject obj => obj.Pairs.SelectMany(pair => Needs(pair.Key).Concat(Needs(pair.Value))),
        TCall call => call.Arguments.SelectMany(Needs),
        TComprehension comprehension => FreeVariables.Of(comprehension).Where(variable => !variable.Scope.IsInside(comprehension.Scope)),
        _ => [],
    };

    /// <summary>Variables that the references of a term bind while they iterate.</summary>
    private static HashSet<Variable> Outputs(T term) => [.. term switch
    {
        TRef reference => reference.Path.OfType<TVar>().Select(step => step.Variable).Concat(Outputs(reference.Head)).Concat(reference.Path.SelectMany(Outputs)),
        TArray array => array.Items.SelectMany(Outputs),
        TSet set => set.Items.SelectMany(Outputs),
        TObject obj => obj.Pairs.SelectMany(pair => Outputs(pair.Key).Concat(Outputs(pair.Value))),
        TCall call => call.Arguments.SelectMany(Outputs),
        _ => (IEnumerable<Variable>)[],
    }];

    private static bool IsPattern(T term, Env env, HashSet<Variable> bound) => term switch
    {
        TVar => true,
        TArray array => array.Items.All(item => IsPattern(item, env, bound)),
        TObject obj => obj.Pairs.All(pair => IsGround(pair.Key, env) && IsPattern(pair.Value, env, bound)),
        _ => Needs(term).All(variable => env.ContainsKey(variable.Slot) || bound.Contains(variable) || Outputs(term).Contains(variable)),
    };
}
