using OpenClaw.Rego.Compile;

namespace OpenClaw.Opa.Partial;

/// <summary>Rebuilds resolved terms and literals; <paramref name="replace"/> answers null where the parts are to be visited.</summary>
internal sealed class Rewriter(Func<T, T?> replace, Func<Variable, Variable>? declare = null, Func<L, L?>? replaceLiteral = null)
{
    public T Term(T term) => replace(term) ?? Parts(term);

    /// <summary>The term with its parts rewritten, whatever stands for the term itself.</summary>
    private T Parts(T term) => term switch
    {
        TRef reference => Join(reference.At, Term(reference.Head), Array.ConvertAll(reference.Path, Term)),
        TArray array => array with { Items = Array.ConvertAll(array.Items, Term) },
        TSet set => set with { Items = Array.ConvertAll(set.Items, Term) },
        TObject obj => obj with { Pairs = Array.ConvertAll(obj.Pairs, pair => (Term(pair.Key), Term(pair.Value))) },
        TCall call => call with { Arguments = Array.ConvertAll(call.Arguments, Term) },
        TComprehension closure => Closure(closure),
        TTemplate template => template with { Parts = Array.ConvertAll(template.Parts, part => part is TComprehension closure ? Closure(closure) : part) },
        _ => term,
    };

    public L[] Body(L[] body) => Array.ConvertAll(body, Literal);

    public L Literal(L literal) => replaceLiteral?.Invoke(literal) ?? Parts(literal);

    private L Parts(L literal) => literal switch
    {
        LTest test => test with { Term = Term(test.Term) },
        LUnify unify => unify with { Left = Term(unify.Left), Right = Term(unify.Right) },
        LSomeIn some => some with { Key = some.Key is null ? null : Term(some.Key), Value = Term(some.Value), Domain = Term(some.Domain) },
        LNot not => not with { Body = Body(not.Body) },
        LEvery every => every with { Key = Declare(every.Key), Value = Declare(every.Value)!, Domain = Term(every.Domain), Body = Body(every.Body) },
        LLogic logic => logic with { Left = Body(logic.Left), Right = Body(logic.Right) },
        LWith with => with with { Body = Body(with.Body), Clauses = Array.ConvertAll(with.Clauses, Clause) },
        _ => literal,
    };

    public static T Join(Rego.Syntax.Location at, T head, T[] path) => (head, path) switch
    {
        (_, []) => head,
        (TRef inner, _) => new TRef(at, inner.Head, [.. inner.Path, .. path]),
        _ => new TRef(at, head, path),
    };

    private TComprehension Closure(TComprehension closure) => closure with
    {
        Key = closure.Key is null ? null : Term(closure.Key),
        Value = Term(closure.Value),
        Body = Body(closure.Body),
    };

    private ResolvedWith Clause(ResolvedWith clause) => clause with { Value = clause.Value is null ? null : Term(clause.Value) };

    private Variable? Declare(Variable? variable) => variable is null || declare is null ? variable : declare(variable);
}
