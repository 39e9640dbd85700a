using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Syntax;

namespace OpenClaw.Rego.Types;

internal sealed partial class TypeChecker
{
    private void Body(L[] body)
    {
        foreach (var literal in _orders.Of(body))
        {
            Literal(literal);
        }
    }

    private void Literal(L literal)
    {
        switch (literal)
        {
            case LTest { Term: TCall call }:
                Arguments(call);
                Call(call, null, hasOutput: false);
                break;
            case LTest test:
                Visit(test.Term);
                break;
            case LUnify { Left: TSlot }:
                break;
            case LUnify { IsCall: true, Right: TCall call } unify:
                Arguments(call);
                Visit(unify.Left);
                Call(call, unify.Left, hasOutput: true);
                break;
            case LUnify unify:
                Equal(unify.At, unify.Left, unify.Right, unify.Whole);
                break;
            case LNever never:
                Equal(never.At, never.Whole.Left, never.Whole.Right, never.Whole);
                break;
            case LSomeIn some:
                SomeIn(some);
                break;
            case LNot { IsClosure: false } not:
                Body(not.Body);
                break;
            case LNot not:
                Closure(not.Body);
                break;
            case LEvery every:
                Visit(every.Domain);
                break;
            case LLogic logic:
                Closure(logic.Left);
                Closure(logic.Right);
                break;
            case LWith with:
                Array.ForEach(with.Clauses, Clause);
                Body(with.Body);
                break;
            default:
                break;
        }
    }

    private void Closure(L[] body)
    {
        var outer = _types;
        _types = new TypeEnvironment(outer);
        Body(body);
        _types = outer;
    }

    private void Equal(Location at, T left, T right, Pairing? whole)
    {
        var before = _errors.Count;
        Visit(left);
        Visit(right);
        if (Equal(left, right))
        {
            return;
        }

        var (a, b) = (TypeOf(whole?.Left ?? left), TypeOf(whole?.Right ?? right));
        // What a part that is wrong itself is compared with says nothing more.
        var isConsequence = _errors.Count > before && (a is null or { HasUnknown: true } || b is null or { HasUnknown: true });
        if (!isConsequence && (whole is null || _compared.Add(whole)))
        {
            _errors.Match(at, a, b);
        }
    }

    /// <summary>Gives unbound variables on one side the types of the other; false when the sides can never be equal.</summary>
    private bool Equal(T left, T right)
    {
        var (a, b) = (TypeOf(left), TypeOf(right));
        var (openA, openB) = (a is null or { HasUnknown: true }, b is null or { HasUnknown: true });
        if (openA != openB)
        {
            return openA ? Fit(left, b!) : Fit(right, a!);
        }

        if (!openA)
        {
            return TypeRules.Unify(a, b);
        }

        return (left, right) switch
        {
            (TArray x, TArray y) => x.Items.Length == y.Items.Length && x.Items.Zip(y.Items).All(pair => Equal(pair.First, pair.Second)),
            (TVar, TVar) => Fit(left, RegoType.Any) && Fit(right, RegoType.Any),
            // Nothing is known of either side.
            _ => true,
        };
    }

    private void SomeIn(LSomeIn some)
    {
        Visit(some.Domain);
        var domain = TypeOf(some.Domain);
        if (domain is null)
        {
            return;
        }

        var keys = TypeRules.Keys(domain);
        if (keys is null)
        {
            _errors.NoParts(new TRef(some.At, some.Domain, [new TVar(some.At, new Variable("_", new Scope(null, []), 0, VariableKind.Implicit, some.At))]), 0, RegoType.Print(domain));
            return;
        }

        foreach (var (pattern, type) in new[] { (some.Key, keys), (some.Value, TypeRules.Values(domain)) })
        {
            if (pattern is null || type is null)
            {
                continue;
            }

            Visit(pattern);
            var own = TypeOf(pattern);
            if (own is null or { HasUnknown: true } ? !Fit(pattern, type) : !TypeRules.Unify(own, type))
            {
                _errors.Match(some.At, own, type);
            }
        }
    }

    /// <summary>A function may only take the place of one with as many arguments.</summary>
    private void Clause(ResolvedWith clause)
    {
        if (clause.Value is not null)
        {
            Visit(clause.Value);
        }

        if (clause.Root is not (WithRoot.Builtin or WithRoot.Function) || (clause.ByBuiltin is null && clause.ByFunction is null))
        {
            return;
        }

        var want = clause.Root == WithRoot.Builtin ? SignatureTable.Find(clause.FunctionName) : clause.Target is { } node ? SignatureOf(node) : null;
        var have = clause.ByBuiltin is { } builtin ? SignatureTable.Find(builtin.Name) : SignatureOf(clause.ByFunction!);
        if (want is not null && have is not null && want.Arguments.Length != have.Arguments.Length)
        {
            _errors.Argument(clause.At, clause.FunctionName, TypeErrors.Arity, have.Arguments.Select(argument => argument.Type), want.Print(withResult: false));
        }
    }
}
