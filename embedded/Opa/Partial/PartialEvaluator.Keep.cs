using OpenClaw.Rego.Compile;

namespace OpenClaw.Opa.Partial;

/// <summary>What is kept as written: names of rules become those of support rules, known documents their values.</summary>
internal sealed partial class PartialEvaluator
{
    public L Keep(L literal) => Keeper([]).Literal(literal);

    public T Keep(T term) => Keeper([]).Term(term);

    /// <summary>Every closure that is kept gets variables of its own, as it may come to stand inside of itself.</summary>
    public Rewriter Keeper(Dictionary<Variable, Variable> names)
    {
        Variable Rename(Variable variable)
        {
            if (!Marks.IsOpen(variable))
            {
                return variable;
            }

            if (!names.TryGetValue(variable, out var own))
            {
                names[variable] = own = Marks.Fresh(variable, Marks.Closed);
            }

            return own;
        }

        Rewriter? keeper = null;
        keeper = new Rewriter(term => Replace(term, Rename, keeper!), Rename, literal => literal is LWith with ? KeepWith(with, names) : null);
        return keeper;
    }

    private T? Replace(T term, Func<Variable, Variable> rename, Rewriter keeper)
    {
        switch (term)
        {
            case TVar name:
                return new TVar(name.At, rename(name.Variable));
            case TRef { Head: TInput or TData } reference:
                return KeepReference(reference, keeper);
            case TCall { Function: { } function } call:
                return call with
                {
                    Function = context.Support.IsSupport(function) ? function : context.Support.Function(this, world, function),
                    Arguments = Array.ConvertAll(call.Arguments, keeper.Term),
                };
            case TData:
                return context.Support.Document(this, world, context.State.Snapshot.Tree.Root, term.At);
            default:
                return null;
        }
    }

    private T KeepReference(TRef reference, Rewriter keeper)
    {
        T Plain() => Rewriter.Join(reference.At, reference.Head, Array.ConvertAll(reference.Path, keeper.Term));
        if (reference.Head is TData && SupportRules.IsSupport(reference))
        {
            return Plain();
        }

        if (reference.Head is TInput ? unknowns.IsUnknownInput(reference.Path) : unknowns.IsUnknownData(reference.Path))
        {
            return Plain();
        }

        if (reference.Head is TData && Rule(reference) is { } found && unknowns.Below(found.Node))
        {
            return Rewriter.Join(reference.At, SupportOf(found.Node, reference), Array.ConvertAll(found.Rest, keeper.Term));
        }

        // What is known to be undefined stays a reference: it is undefined for the answer's reader too.
        var steps = Array.ConvertAll(reference.Path, keeper.Term);
        var known = steps.TakeWhile(step => step is TConst).Count();
        var document = Constant(Rewriter.Join(reference.At, reference.Head, steps[..known]), Step.Start);
        return document is null ? Plain() : Rewriter.Join(reference.At, new TConst(reference.At, document), steps[known..]);
    }

    /// <summary>
    /// Rules read under <c>with</c> see another world: what it replaces is one more unknown to them, and their support rules
    /// are others.
    /// </summary>
    private LWith KeepWith(LWith with, Dictionary<Variable, Variable> names)
    {
        var inner = new PartialEvaluator(context, unknowns.With(with.Clauses), context.Support.World(world, with.Clauses));
        var clauses = Array.ConvertAll(with.Clauses, clause => clause with
        {
            Value = clause.Value is null ? null : Keeper(names).Term(clause.Value),
            ByFunction = clause.ByFunction is null ? null : context.Support.Function(this, world, clause.ByFunction),
            FunctionName = clause.Root == WithRoot.Function ? inner.SupportName(clause.FunctionName) : clause.FunctionName,
        });
        return with with { Body = inner.Keeper(names).Body(with.Body), Clauses = clauses };
    }

    private string SupportName(string function)
    {
        var node = context.State.Snapshot.Tree.Root.Below().First(child => child.IsFunction && child.PathText == function);
        return context.Support.Function(this, world, node).PathText;
    }
}
