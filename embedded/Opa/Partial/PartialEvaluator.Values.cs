using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Partial;

/// <summary>Terms: what they are worth, under which conditions.</summary>
internal sealed partial class PartialEvaluator
{
    private static readonly Scope Results = new(null, []);

    /// <summary>The alternatives under which a term is defined and not false.</summary>
    private IEnumerable<Step> Truth(T term, Step step)
    {
        if (term is TCall { Builtin.Name: "internal.member_2" } member && member.Arguments[1] is TRef { Head: TData } set
            && Rule(set) is { Rest: [] } found && unknowns.Depends(found.Node) && IsPlainSet(found.Node) && Members(found.Node, step) is { } members)
        {
            return members.SelectMany(value => Solve([new LUnify(term.At, member.Arguments[0], value.Term)], value.Step));
        }

        return Values(term, step, isTest: true).SelectMany(value => value.Term switch
        {
            TConst { Value: BooleanValue { Value: false } } => [],
            TConst => [value.Step],
            var condition => (IEnumerable<Step>)[value.Step.Add(new LTest(term.At, condition))],
        });
    }

    /// <param name="compared">The constant that the value is compared with; other values are of no interest.</param>
    /// <param name="isTest">Whether it only matters that there is a value, and that it is not false.</param>
    private List<Valued> Values(T term, Step step, RegoValue? compared = null, bool isTest = false)
    {
        if (term is TConst)
        {
            return [new Valued(term, step)];
        }

        if (!unknowns.In(term))
        {
            return KnownValues(term, step);
        }

        return term switch
        {
            TRef reference => [.. Reference(reference, step, compared, isTest)],
            TCall { Function: { } function } call => Call(call, function, step, compared, isTest),
            TCall call => [.. Many(call.Arguments, step).Select(arguments => new Valued(call with { Arguments = arguments.Terms }, arguments.Step))],
            TArray array => [.. Many(array.Items, step).Select(items => new Valued(array with { Items = items.Terms }, items.Step))],
            TSet set => [.. Many(set.Items, step).Select(items => new Valued(set with { Items = items.Terms }, items.Step))],
            TObject obj => [.. Many([.. obj.Pairs.SelectMany(pair => new[] { pair.Key, pair.Value })], step)
                .Select(items => new Valued(obj with { Pairs = [.. items.Terms.Chunk(2).Select(pair => (pair[0], pair[1]))] }, items.Step))],
            _ => [Kept(term, step)],
        };
    }

    private Valued Kept(T term, Step step)
    {
        var (freed, next) = Free(term, step);
        return new Valued(Keep(freed), next);
    }

    private List<Valued> KnownValues(T term, Step step)
    {
        var result = new Variable("result", Results, -1, VariableKind.Implicit, term.At);
        return Known(new LUnify(term.At, new TVar(term.At, result), term), step) is { } steps
            ? steps.ConvertAll(found => new Valued(found.Bound[result], found with { Bound = found.Bound.Remove(result) }))
            : [Kept(term, step)];
    }

    private List<(T[] Terms, Step Step)> Many(IReadOnlyList<T> terms, Step step)
    {
        List<(T[] Terms, Step Step)> all = [([], step)];
        foreach (var term in terms)
        {
            all = [.. all.SelectMany(left => Values(left.Step.Plug(term), left.Step).Select(right => ((T[])[.. left.Terms, right.Term], right.Step)))];
        }

        return all;
    }

    private IEnumerable<Valued> Reference(TRef reference, Step step, RegoValue? compared, bool isTest)
    {
        switch (reference.Head)
        {
            case TInput when unknowns.IsUnknownInput(reference.Path):
            case TData when unknowns.IsUnknownData(reference.Path):
            case TData when SupportRules.IsSupport(reference):
            case TVar:
                return Steps(reference.Head, reference, reference.Path, step);
            case TInput or TConst:
                return Enumerate(reference, step);
            case TData:
                return Rule(reference) is { } found && unknowns.Below(found.Node) ? Rules(reference, found, step, compared, isTest) : Enumerate(reference, step);
            default:
                return Values(reference.Head, step).SelectMany(head => head.Term is TConst or TRef
                    ? Values(head.Step.Plug(Rewriter.Join(reference.At, head.Term, reference.Path)), head.Step)
                    : Steps(head.Term, reference, reference.Path, head.Step));
        }
    }

    private IEnumerable<Valued> Steps(T head, TRef reference, T[] path, Step step) =>
        Many(path, step).Select(steps => new Valued(Rewriter.Join(reference.At, head, steps.Terms), steps.Step));

    /// <summary>A known document under keys that are not: one alternative for each of its keys.</summary>
    private IEnumerable<Valued> Enumerate(TRef reference, Step step)
    {
        var known = reference.Path.TakeWhile(part => !unknowns.In(part) && !Variables.Open(part).Any()).Count();
        var document = Constant(Rewriter.Join(reference.At, reference.Head, reference.Path[..known]), step);
        return document is null ? [] : Walk(document, reference, known, step);
    }

    private IEnumerable<Valued> Walk(RegoValue value, TRef reference, int index, Step step)
    {
        if (index == reference.Path.Length)
        {
            return [new Valued(new TConst(reference.At, value), step)];
        }

        var key = step.Plug(reference.Path[index]);
        if (key is TConst constant)
        {
            return value.Get(constant.Value) is { } child ? Walk(child, reference, index + 1, step) : [];
        }

        return Elements(new TConst(reference.At, value), step)!.SelectMany(element =>
            Solve([new LUnify(reference.At, key, element.Key)], step).SelectMany(next => Walk(((TConst)element.Value).Value, reference, index + 1, next)));
    }
}
