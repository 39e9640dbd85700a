using OpenClaw.Rego.Compile;

namespace OpenClaw.Opa.Partial;

/// <summary>Which variables of a literal are its own, which it can find values for, and which it has to be given.</summary>
internal static class Variables
{
    /// <summary>Variables without a value that occur outside of closures, or inside without being theirs.</summary>
    public static IEnumerable<Variable> Open(L literal)
    {
        var closures = new HashSet<Scope>();
        Closures(literal, closures);
        return FreeVariables.Of([literal]).Where(variable => Marks.IsOpen(variable) && !closures.Any(variable.Scope.IsInside)).Distinct();
    }

    public static IEnumerable<Variable> Open(T term) => Open(new LTest(term.At, term));

    public static IEnumerable<Variable> Residual(IEnumerable<L> body) => FreeVariables.Of(body).Where(Marks.IsResidual).Distinct();

    public static IEnumerable<Variable> Residual(T term) => FreeVariables.Of(term).Where(Marks.IsResidual).Distinct();

    /// <summary>Whether nothing has to be bound by another literal first.</summary>
    public static bool IsReady(L literal)
    {
        var found = new HashSet<Variable>();
        Binds(literal, found);
        return Open(literal).All(variable => variable.IsWildcard || found.Contains(variable) || (literal is LNot && variable.Kind == VariableKind.Generated));
    }

    private static void Binds(L literal, HashSet<Variable> found)
    {
        switch (literal)
        {
            case LTest test:
                Steps(test.Term, found);
                break;
            case LUnify { IsComparison: false } unify:
                Pattern(unify.Left, found);
                Pattern(unify.Right, found);
                break;
            case LUnify unify:
                Steps(unify.Left, found);
                Steps(unify.Right, found);
                break;
            case LSomeIn some:
                Pattern(some.Value, found);
                Steps(some.Domain, found);
                if (some.Key is not null)
                {
                    Pattern(some.Key, found);
                }

                break;
            case LEvery every:
                Steps(every.Domain, found);
                break;
            case LWith with:
                Array.ForEach(with.Body, inner => Binds(inner, found));
                break;
            default:
                break;
        }
    }

    private static void Pattern(T term, HashSet<Variable> found)
    {
        switch (term)
        {
            case TVar name:
                found.Add(name.Variable);
                break;
            case TArray array:
                Array.ForEach(array.Items, item => Pattern(item, found));
                break;
            case TObject obj:
                Array.ForEach(obj.Pairs, pair => Pattern(pair.Value, found));
                break;
            default:
                Steps(term, found);
                break;
        }
    }

    /// <summary>Steps of references enumerate.</summary>
    private static void Steps(T term, HashSet<Variable> found)
    {
        switch (term)
        {
            case TRef reference:
                Steps(reference.Head, found);
                Array.ForEach(reference.Path, step => Pattern(step, found));
                break;
            case TCall call:
                Array.ForEach(call.Arguments, argument => Steps(argument, found));
                break;
            case TArray array:
                Array.ForEach(array.Items, item => Steps(item, found));
                break;
            case TSet set:
                Array.ForEach(set.Items, item => Steps(item, found));
                break;
            case TObject obj:
                Array.ForEach(obj.Pairs, pair => Steps(pair.Value, found));
                break;
            default:
                break;
        }
    }

    private static void Closures(L literal, HashSet<Scope> found)
    {
        switch (literal)
        {
            case LTest test:
                Closures(test.Term, found);
                break;
            case LUnify unify:
                Closures(unify.Left, found);
                Closures(unify.Right, found);
                break;
            case LSomeIn some:
                Closures(some.Domain, found);
                Closures(some.Value, found);
                break;
            case LNot not:
                if (not.IsClosure)
                {
                    found.Add(not.Scope);
                }

                Array.ForEach(not.Body, inner => Closures(inner, found));
                break;
            case LEvery every:
                found.Add(every.Scope);
                Closures(every.Domain, found);
                Array.ForEach(every.Body, inner => Closures(inner, found));
                break;
            case LLogic logic:
                found.Add(logic.LeftScope);
                found.Add(logic.RightScope);
                Array.ForEach([.. logic.Left, .. logic.Right], inner => Closures(inner, found));
                break;
            case LWith with:
                Array.ForEach(with.Body, inner => Closures(inner, found));
                Array.ForEach(with.Clauses, clause => Closures(clause.Value, found));
                break;
            default:
                break;
        }
    }

    private static void Closures(T? term, HashSet<Scope> found)
    {
        switch (term)
        {
            case TRef reference:
                Closures(reference.Head, found);
                Array.ForEach(reference.Path, step => Closures(step, found));
                break;
            case TArray array:
                Array.ForEach(array.Items, item => Closures(item, found));
                break;
            case TSet set:
                Array.ForEach(set.Items, item => Closures(item, found));
                break;
            case TObject obj:
                Array.ForEach(obj.Pairs, pair => Closures(pair.Key, found));
                Array.ForEach(obj.Pairs, pair => Closures(pair.Value, found));
                break;
            case TCall call:
                Array.ForEach(call.Arguments, argument => Closures(argument, found));
                break;
            case TComprehension closure:
                found.Add(closure.Scope);
                Closures(closure.Key, found);
                Closures(closure.Value, found);
                Array.ForEach(closure.Body, inner => Closures(inner, found));
                break;
            case TTemplate template:
                Array.ForEach([.. template.Parts.OfType<TComprehension>()], part => Closures(part, found));
                break;
            default:
                break;
        }
    }
}
