using OpenClaw.Rego.Builtins;
using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Compile;

internal sealed partial class Resolver
{
    private L[] Body(IReadOnlyList<Literal> literals)
    {
        var body = new List<L>();
        foreach (var literal in literals)
        {
            Literal(literal, body);
        }

        return [.. body];
    }

    private void Literal(Literal literal, List<L> body)
    {
        if (literal.With.Count == 0)
        {
            var first = body.Count;
            Bare(literal, body);
            Remember(literal, body, first);
            return;
        }

        var clauses = literal.With.Select(With).ToArray();
        var inner = new List<L>();
        Bare(literal, inner);
        Remember(literal, inner, 0);
        if (inner.Count > 0)
        {
            body.Add(new LWith(literal.At, [.. inner], clauses));
        }
    }

    private void Remember(Literal literal, List<L> body, int first)
    {
        for (var i = first; Sources is not null && i < body.Count; i++)
        {
            Sources.TryAdd(body[i], literal);
        }
    }

    private void Bare(Literal literal, List<L> body)
    {
        switch (literal)
        {
            case ExprLiteral expression:
                Expression(expression.Expression, body);
                break;
            case SomeLiteral some:
                foreach (var name in some.Names)
                {
                    Declare(name, VariableKind.Declared, mayExist: false);
                }

                break;
            case SomeInLiteral some:
                body.Add(SomeIn(some));
                break;
            case EveryLiteral every:
                body.Add(Every(every));
                break;
            case NotLiteral not:
                Not(not, body);
                break;
            case LogicLiteral logic:
                var (leftScope, left) = Closure(logic.Left);
                var (rightScope, right) = Closure(logic.Right);
                body.Add(new LLogic(logic.At, logic.IsOr, leftScope, left, rightScope, right));
                break;
            case GroupLiteral group:
                var (scope, inner) = Closure(group.Body);
                body.Add(new LLogic(group.At, false, scope, inner, scope, []));
                break;
            default:
                throw new InvalidOperationException($"no meaning for {literal.GetType().Name}");
        }
    }

    private (Scope Scope, L[] Body) Closure(IReadOnlyList<Literal> literals) =>
        InScope(DirectNames.Of(literals), scope => (scope, Body(literals)));

    private void Expression(Term term, List<L> body)
    {
        if (term is CallTerm call && call.IsInfix("assign"))
        {
            var value = Term(call.Arguments[1]);
            if (call.Arguments[0] is not (VarTerm or ArrayTerm or ObjectTerm))
            {
                errors.Add("rego_compile_error", call.At, "cannot assign to " + Describe(call.Arguments[0]));
            }

            DeclarePattern(call.Arguments[0], VariableKind.Assigned);
            _isDeclaring = true;
            var target = Term(call.Arguments[0]);
            _isDeclaring = false;
            Unify(call.At, target, value, body);
            return;
        }

        if (term is CallTerm eq && (eq.IsInfix("eq") || eq.IsInfix("equal")))
        {
            Unify(eq.At, Term(eq.Arguments[0]), Term(eq.Arguments[1]), body, eq.IsInfix("equal"));
            return;
        }

        var resolved = Term(term);
        switch (resolved)
        {
            case TCall { Builtin.Name: "eq" or "assign" or "equal" } equal when equal.Arguments.Length == 2:
                Unify(equal.At, equal.Arguments[0], equal.Arguments[1], body, equal.Builtin!.Name == "equal");
                break;
            case TCall direct when direct.Arguments.Length == (direct.Builtin?.Arity ?? direct.Function!.Arity) + 1:
                body.Add(new LUnify(direct.At, Extract(direct.Arguments[^1], body), direct with { Arguments = direct.Arguments[..^1] }, IsCall: true));
                break;
            default:
                body.Add(new LTest(term.At, resolved));
                break;
        }
    }

    private static string Describe(Term term) => term switch
    {
        CallTerm => "call",
        RefTerm => "ref",
        ConstTerm constant => constant.Value.TypeName,
        SetTerm => "set",
        _ => "comprehension",
    };

    /// <summary>Unifies pairwise where both sides show their structure, so that variables may stand on both sides.</summary>
    private void Unify(Location at, T left, T right, List<L> body, bool compares = false, Pairing? whole = null)
    {
        switch (Open(left), Open(right))
        {
            case (TArray a, TArray b):
                if (a.Items.Length != b.Items.Length)
                {
                    body.Add(new LNever(at, whole ?? new Pairing(left, right)));
                    return;
                }

                whole ??= new Pairing(left, right);
                for (var i = 0; i < a.Items.Length; i++)
                {
                    Unify(at, a.Items[i], b.Items[i], body, compares, whole);
                }

                break;
            case (TObject a, TObject b) when HasConstantKeys(a) && HasConstantKeys(b):
                UnifyObjects(at, a, b, body, compares, whole ?? new Pairing(left, right));
                break;
            default:
                body.Add(new LUnify(at, Extract(left, body), Extract(right, body), IsComparison: compares) { Whole = whole });
                break;
        }
    }

    /// <summary>A constant array or object next to a pattern is taken apart again.</summary>
    internal static T Open(T term) => term switch
    {
        TConst { Value: ArrayValue array } => new TArray(term.At, Array.ConvertAll(array.Items, item => (T)new TConst(term.At, item))),
        TConst { Value: ObjectValue obj } => new TObject(term.At, [.. obj.Keys.Zip(obj.Values, (key, value) => ((T)new TConst(term.At, key), (T)new TConst(term.At, value)))]),
        _ => term,
    };

    private static bool HasConstantKeys(TObject obj) =>
        Array.TrueForAll(obj.Pairs, pair => pair.Key is TConst) && obj.Pairs.DistinctBy(pair => Value(pair.Key)).Count() == obj.Pairs.Length;

    private void UnifyObjects(Location at, TObject left, TObject right, List<L> body, bool compares, Pairing whole)
    {
        var others = right.Pairs.ToDictionary(pair => Value(pair.Key), pair => pair.Value);
        if (left.Pairs.Length != right.Pairs.Length || !Array.TrueForAll(left.Pairs, pair => others.ContainsKey(Value(pair.Key))))
        {
            body.Add(new LNever(at, whole));
            return;
        }

        foreach (var (key, value) in left.Pairs)
        {
            Unify(at, value, others[Value(key)], body, compares, whole);
        }
    }

    /// <summary>Calls inside a pattern become literals of their own, which the ordering may place where their arguments are bound.</summary>
    private T Extract(T term, List<L> body) => term switch
    {
        TArray array => array with { Items = Array.ConvertAll(array.Items, item => ExtractCall(item, body)) },
        TObject obj => obj with { Pairs = Array.ConvertAll(obj.Pairs, pair => (ExtractCall(pair.Key, body), ExtractCall(pair.Value, body))) },
        _ => term,
    };

    private T ExtractCall(T term, List<L> body)
    {
        if (term is not TCall)
        {
            return Extract(term, body);
        }

        var result = Generate(term.At);
        body.Add(new LUnify(term.At, result, term));
        return result;
    }

    private LSomeIn SomeIn(SomeInLiteral some)
    {
        var domain = Term(some.Domain);
        foreach (var pattern in new[] { some.Key, some.Value })
        {
            if (pattern is not null)
            {
                DeclareIteration(pattern);
            }
        }

        return new LSomeIn(some.At, some.Key is null ? null : Term(some.Key), Term(some.Value), domain);
    }

    /// <summary>Names in <c>some … in</c> are new even where an outer scope has them.</summary>
    private void DeclareIteration(Term pattern)
    {
        switch (pattern)
        {
            case VarTerm { IsWildcard: false } name:
                Declare(name, VariableKind.Declared, mayExist: false);
                break;
            case ArrayTerm array:
                foreach (var item in array.Items)
                {
                    DeclareIteration(item);
                }

                break;
            case ObjectTerm obj:
                foreach (var (_, value) in obj.Pairs)
                {
                    DeclareIteration(value);
                }

                break;
            default:
                break;
        }
    }

    private LEvery Every(EveryLiteral every)
    {
        var domain = Term(every.Domain);
        return InScope(DirectNames.Of(every.Body), scope =>
        {
            var key = every.Key is { IsWildcard: false } k ? DeclareEvery(k) : null;
            var value = every.Value.IsWildcard ? Generate(every.At).Variable : DeclareEvery(every.Value);
            return new LEvery(every.At, key, value, domain, scope, Body(every.Body));
        });
    }

    private Variable DeclareEvery(VarTerm name)
    {
        Declare(name, VariableKind.Declared, mayExist: false);
        return _scope.Names.GetValueOrDefault(name.Name) ?? Generate(name.At).Variable;
    }

    private void Not(NotLiteral not, List<L> body)
    {
        if (not.Extended)
        {
            var (scope, closed) = Closure(not.Body);
            body.Add(new LNot(not.At, scope, closed, true));
            return;
        }

        var inner = new List<L>();
        Literal(not.Body[0], inner);
        for (var i = 0; i < inner.Count; i++)
        {
            inner[i] = Hoist(inner[i], body);
            Sources?.TryAdd(inner[i], not.Body[0]);
        }

        body.Add(new LNot(not.At, _scope, [.. inner], false));
    }

    /// <summary>Moves the parts of a negated expression in front of it: an undefined part then fails the body.</summary>
    private L Hoist(L literal, List<L> body) => literal switch
    {
        LTest { Term: TCall call } test => test with { Term = call with { Arguments = Array.ConvertAll(call.Arguments, argument => HoistTerm(argument, body)) } },
        LTest { Term: TRef reference } test => test with { Term = HoistSteps(reference, body) },
        LUnify { IsCall: true, Right: TCall call } unify => unify with { Right = call with { Arguments = Array.ConvertAll(call.Arguments, argument => HoistTerm(argument, body)) } },
        LUnify unify => unify with { Left = HoistSide(unify.Left, body), Right = HoistSide(unify.Right, body) },
        _ => literal,
    };

    private T HoistSide(T term, List<L> body) => term switch
    {
        TRef reference => HoistSteps(reference, body),
        TCall => HoistTerm(term, body),
        _ => term,
    };

    private TRef HoistSteps(TRef reference, List<L> body) => reference with
    {
        Head = reference.Head is TCall ? HoistTerm(reference.Head, body) : reference.Head,
        Path = Array.ConvertAll(reference.Path, step => step is TRef or TCall ? HoistTerm(step, body) : step),
    };

    private T HoistTerm(T term, List<L> body)
    {
        switch (term)
        {
            case TArray array:
                return array with { Items = Array.ConvertAll(array.Items, item => HoistTerm(item, body)) };
            case TRef or TCall or TComprehension:
                var result = Generate(term.At);
                body.Add(new LUnify(term.At, result, term, RequireBound: true));
                return result;
            default:
                return term;
        }
    }

    private ResolvedWith With(WithClause clause)
    {
        var name = NameOf(clause.Target);
        var target = clause.Target is VarTerm { Name: not ("input" or "data") } or RefTerm { Head: VarTerm { Name: not ("input" or "data") } }
            && Global(Head(clause.Target)) is null
            ? null
            : Term(clause.Target);
        var function = FunctionOf(clause.Target);
        var (byBuiltin, byFunction) = function is not null || target is null ? Replacement(clause.Value) : (null, null);
        var value = byBuiltin is null && byFunction is null ? Term(clause.Value) : null;
        if (function is not null)
        {
            return new(clause.At, WithRoot.Function, function.PathText, [], value, byBuiltin, byFunction) { Target = function };
        }

        if (target is null && BuiltinTable.Find(name) is { } builtin)
        {
            CheckReplaced(builtin, clause.At);
            return new(clause.At, WithRoot.Builtin, builtin.Name, [], value, byBuiltin, byFunction);
        }

        var (root, path) = target switch
        {
            TInput => (WithRoot.Input, []),
            TData => (WithRoot.Data, []),
            TRef { Head: TInput } reference => (WithRoot.Input, reference.Path),
            TRef { Head: TData } reference => (WithRoot.Data, reference.Path),
            _ => (WithRoot.Builtin, null),
        };
        if (path is null || Array.Exists(path, step => step is not TConst))
        {
            errors.Add("rego_type_error", clause.At, path is null
                ? "with keyword target must reference existing input, data, or a function"
                : "with keyword target must not contain variables");
            path = [];
        }

        if (root == WithRoot.Data)
        {
            CheckWhole(path, clause.At);
        }

        return new(clause.At, root, name, Array.ConvertAll(path, Value), value, null, null);
    }

    /// <summary>A document that rules make is replaced as a whole or not at all.</summary>
    private void CheckWhole(T[] path, Location at)
    {
        var node = tree.Root;
        foreach (var step in path.SkipLast(1))
        {
            if (Value(step) is not StringValue name || node.Find(name.Value) is not { } child)
            {
                return;
            }

            if (child.HasRules)
            {
                errors.Add("rego_compile_error", at, "with keyword cannot partially replace virtual document(s)");
                return;
            }

            node = child;
        }
    }

    private void CheckReplaced(Builtin builtin, Location at)
    {
        var problem = builtin switch
        {
            { IsRelation: true } => "target must not be a relation",
            { Name: "eq" or "rego.metadata.chain" or "rego.metadata.rule" } => $"replacement of {builtin.Name} invalid",
            _ when builtin.Name.StartsWith("internal.", StringComparison.Ordinal) => $"replacement of internal function \"{builtin.Name}\" invalid",
            _ => null,
        };
        if (problem is not null)
        {
            errors.Add("rego_compile_error", at, $"with keyword replacing built-in function: {problem}");
        }
    }

    private static VarTerm Head(Term target) => target as VarTerm ?? (VarTerm)((RefTerm)target).Head;

    private (Builtin? Builtin, DocNode? Function) Replacement(Term value)
    {
        if (FunctionOf(value) is { } function)
        {
            Reads.Add(function);
            return (null, function);
        }

        var isName = value is VarTerm or RefTerm && Head2(value) is { } head && Global(head) is null && !IsLocal(head.Name);
        return isName && BuiltinTable.Find(NameOf(value)) is { } builtin ? (builtin, null) : (null, null);
    }

    private static VarTerm? Head2(Term value) => value as VarTerm ?? (value as RefTerm)?.Head as VarTerm;

    private bool IsLocal(string name)
    {
        for (var scope = _scope; scope is not null; scope = scope.Parent)
        {
            if (scope.Names.ContainsKey(name))
            {
                return true;
            }
        }

        return false;
    }
}
