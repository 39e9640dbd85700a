using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Partial;

/// <summary>From resolved terms and literals back to a syntax tree.</summary>
internal sealed class Unresolver(Naming names)
{
    private static readonly HashSet<string> Operators =
        ["plus", "minus", "mul", "div", "rem", "and", "or", "eq", "equal", "neq", "lt", "lte", "gt", "gte", "assign", "internal.member_2", "internal.member_3"];

    public IEnumerable<Literal> Body(IEnumerable<L> body) => body.SelectMany(Literals);

    public Term Term(T term) => term switch
    {
        TConst constant => Written(constant.At, constant.Value),
        TVar name => new VarTerm(name.At, names.Of(name.Variable)),
        TInput => new VarTerm(term.At, "input"),
        TData => new VarTerm(term.At, "data"),
        TRef reference => new RefTerm(reference.At, Term(reference.Head), [.. reference.Path.Select(Term)]),
        TArray array => new ArrayTerm(array.At, [.. array.Items.Select(Term)]),
        TSet set => new SetTerm(set.At, [.. set.Items.Select(Term)]),
        TObject obj => new ObjectTerm(obj.At, [.. obj.Pairs.Select(pair => (Term(pair.Key), Term(pair.Value)))]),
        TCall call => new CallTerm(call.At, call.Function is null ? new VarTerm(call.At, call.Name) : Path(call.At, call.Function), [.. call.Arguments.Select(Term)], Operators.Contains(call.Name)),
        TComprehension closure => new ComprehensionTerm(closure.At, closure.Kind, closure.Key is null ? null : Term(closure.Key), Term(closure.Value), [.. Body(closure.Body)]),
        TTemplate template => new TemplateTerm(template.At, [.. template.Parts.Select(part => part is TComprehension closure ? Part(closure) : part)]),
        _ => throw new UnsupportedException(term.GetType().Name),
    };

    /// <summary>Terms as a source would write them: evaluated collections become terms of their members again.</summary>
    public static Term Written(Location at, RegoValue value) => value switch
    {
        ArrayValue array => new ArrayTerm(at, [.. array.Items.Select(item => Written(at, item))]),
        SetValue set => new SetTerm(at, [.. set.Items.Select(item => Written(at, item))]),
        ObjectValue obj => new ObjectTerm(at, [.. obj.Keys.Zip(obj.Values, (key, member) => (Written(at, key), Written(at, member)))]),
        _ => new ConstTerm(at, value),
    };

    private IEnumerable<Literal> Literals(L literal) => literal switch
    {
        LTest test => [new ExprLiteral(test.At, Term(test.Term))],
        LUnify unify => [new ExprLiteral(unify.At, new CallTerm(unify.At, new VarTerm(unify.At, "eq"), [Term(unify.Left), Term(unify.Right)], Infix: true))],
        LSomeIn some => [new SomeInLiteral(some.At, some.Key is null ? null : Term(some.Key), Term(some.Value), Term(some.Domain))],
        LNot not => [new NotLiteral(not.At, [.. Body(not.Body)], not.IsClosure)],
        LEvery every => [new EveryLiteral(every.At, every.Key is null ? null : new VarTerm(every.At, names.Of(every.Key)), new VarTerm(every.At, names.Of(every.Value)), Term(every.Domain), [.. Body(every.Body)])],
        LLogic { Right: [] } group => [new GroupLiteral(group.At, [.. Body(group.Left)])],
        LLogic logic => [new LogicLiteral(logic.At, logic.IsOr, [.. Body(logic.Left)], [.. Body(logic.Right)])],
        LWith with => Body(with.Body).Select(inner => inner with { With = [.. inner.With, .. with.Clauses.Select(Clause)] }),
        _ => [new ExprLiteral(literal.At, new ConstTerm(literal.At, BooleanValue.False))],
    };

    private WithClause Clause(ResolvedWith clause) => new(clause.At, Target(clause), clause switch
    {
        { ByBuiltin: { } builtin } => new VarTerm(clause.At, builtin.Name),
        { ByFunction: { } function } => Path(clause.At, function),
        _ => Term(clause.Value!),
    });

    private static Term Target(ResolvedWith clause) => clause.Root switch
    {
        WithRoot.Builtin or WithRoot.Function => Dotted(clause.At, clause.FunctionName),
        var root when clause.Path.Length == 0 => new VarTerm(clause.At, root == WithRoot.Input ? "input" : "data"),
        var root => new RefTerm(clause.At, new VarTerm(clause.At, root == WithRoot.Input ? "input" : "data"), [.. clause.Path.Select(step => new ConstTerm(clause.At, step))]),
    };

    private static Term Dotted(Location at, string name) => name.Split('.') is [var head, .. { Length: > 0 } rest]
        ? new RefTerm(at, new VarTerm(at, head), [.. rest.Select(part => new ConstTerm(at, new StringValue(part)))])
        : new VarTerm(at, name);

    private static RefTerm Path(Location at, DocNode node)
    {
        var path = new List<Term>();
        for (var step = node; step.Parent is not null; step = step.Parent)
        {
            path.Insert(0, new ConstTerm(at, step.Key));
        }

        return new RefTerm(at, new VarTerm(at, "data"), path);
    }

    /// <summary>A part of a template was made a closure that yields the value of its expression.</summary>
    private Literal Part(TComprehension closure) => closure.Body switch
    {
        [LUnify { Left: TVar result } unify] when closure.Value is TVar value && value.Variable == result.Variable => new ExprLiteral(unify.At, Term(unify.Right)),
        [LWith { Body: [LUnify { Left: TVar result } unify] } with] when closure.Value is TVar value && value.Variable == result.Variable =>
            new ExprLiteral(unify.At, Term(unify.Right)) { With = [.. with.Clauses.Select(Clause)] },
        [var only] when Literals(only).ToList() is [var literal] => literal,
        _ => throw new UnsupportedException("template strings with negated parts"),
    };
}
