using OpenClaw.Rego.Evaluate;
using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Compile;

/// <summary>
/// Orders the literals of bodies so that every variable is bound before it is needed, and turns them into steps. What is
/// bound where is known here; nothing of it is left to run time.
/// </summary>
internal sealed partial class Planner(DocTree tree, ErrorList errors, int slots)
{
    private int _slots = slots;
    private int _temps;
    private HashSet<int> _bound = [];
    private Dictionary<int, Variable> _missing = [];
    private readonly BodyOrders _orders = new();

    public int Slots => _slots;

    public int Temps => _temps;

    /// <summary>The order in which each body runs.</summary>
    public BodyOrders Orders => _orders;

    public void Bind(int slot) => _bound.Add(slot);

    /// <summary>Steps for a body and for what a solution yields; null (and an error) when a variable stays unbound.</summary>
    public Op? Plan(L[] body, Func<List<Op>, Op?> finish, Location at)
    {
        var ops = new List<Op>();
        _missing = [];
        var last = Order(body, ops) ? finish(ops) : null;
        if (last is not null)
        {
            TraceBody(body, ops, TracedRule);
            return Chain(ops, last);
        }

        foreach (var variable in _missing.Values)
        {
            errors.Add("rego_unsafe_var_error", variable.At, $"var {variable.Name} is unsafe");
        }

        if (_missing.Count == 0)
        {
            errors.Add("rego_compile_error", at, "expression cannot be evaluated in any order");
        }

        return null;
    }

    private static Op Chain(List<Op> ops, Op last)
    {
        for (var i = ops.Count - 1; i >= 0; i--)
        {
            ops[i].Next = last;
            last = ops[i];
        }

        return last;
    }

    /// <summary>Takes the first literal whose needs are met, again and again.</summary>
    private bool Order(L[] body, List<Op> ops)
    {
        var waiting = body.ToList();
        var order = new List<L>(body.Length);
        while (waiting.Count > 0)
        {
            var missing = new Dictionary<int, Variable>();
            var placed = false;
            for (var i = 0; i < waiting.Count && !placed; i++)
            {
                var (count, bound, slotCount) = (ops.Count, new HashSet<int>(_bound), _slots);
                _missing = [];
                placed = Lower(waiting[i], ops);
                if (placed)
                {
                    TraceLiteral(waiting[i], ops, count);
                    order.Add(waiting[i]);
                    waiting.RemoveAt(i);
                    break;
                }

                ops.RemoveRange(count, ops.Count - count);
                (_bound, _slots) = (bound, slotCount);
                foreach (var (slot, variable) in _missing)
                {
                    missing.TryAdd(slot, variable);
                }
            }

            if (!placed)
            {
                _missing = missing;
                return false;
            }
        }

        _orders.Set(body, order);
        return true;
    }

    private bool Lower(L literal, List<Op> ops) => literal switch
    {
        LTest test => LowerTest(test, ops),
        LUnify unify => LowerUnify(unify, ops),
        LSomeIn some => LowerSomeIn(some, ops),
        LNot not => LowerNot(not, ops),
        LEvery every => LowerEvery(every, ops),
        LLogic logic => LowerLogic(logic, ops),
        LWith with => LowerWith(with, ops),
        _ => LowerNever(ops),
    };

    private static bool LowerNever(List<Op> ops)
    {
        ops.Add(new TestOp(new ConstNode(BooleanValue.False)));
        return true;
    }

    private bool LowerTest(LTest test, List<Op> ops)
    {
        if (Scan(test.Term, ops) is not { } term || ToNode(term) is not { } node)
        {
            return false;
        }

        ops.Add(new TestOp(node));
        return true;
    }

    private bool LowerUnify(LUnify unify, List<Op> ops)
    {
        if (unify.RequireBound && !Ready(FreeVariables.Of(unify.Right).Where(variable => !variable.IsWildcard)))
        {
            return false;
        }

        if (WalkCall(unify) is { } walk)
        {
            return LowerWalk(walk.Call, walk.Result, ops);
        }

        if (Scan(unify.Left, ops) is not { } left || Scan(unify.Right, ops) is not { } right)
        {
            return false;
        }

        if (IsGround(left) && IsGround(right))
        {
            return AddEquality(left, right, ops);
        }

        if (unify.IsComparison)
        {
            NoteMissing(left);
            NoteMissing(right);
            return false;
        }

        if (IsGround(right))
        {
            return AddMatch(right, left, ops);
        }

        if (IsGround(left))
        {
            return AddMatch(left, right, ops);
        }

        NoteMissing(left);
        NoteMissing(right);
        return false;
    }

    private static (TCall Call, T Result)? WalkCall(LUnify unify) => (unify.Left, unify.Right) switch
    {
        (var result, TCall { Builtin.IsRelation: true } call) => (call, result),
        (TCall { Builtin.IsRelation: true } call, var result) => (call, result),
        _ => null,
    };

    private bool LowerWalk(TCall call, T result, List<Op> ops)
    {
        if (Scan(call.Arguments[0], ops) is not { } argument || ToNode(argument) is not { } node
            || Scan(result, ops) is not { } scanned || ToPattern(scanned) is not { } pattern)
        {
            return false;
        }

        ops.Add(new WalkOp(node, pattern));
        return true;
    }

    private bool AddEquality(T left, T right, List<Op> ops)
    {
        if (ToNode(left) is not { } a || ToNode(right) is not { } b)
        {
            return false;
        }

        ops.Add(new EqualOp(a, b));
        return true;
    }

    private bool AddMatch(T source, T target, List<Op> ops)
    {
        if (ToNode(source) is not { } node || ToPattern(target) is not { } pattern)
        {
            return false;
        }

        ops.Add(target is TVar name ? new AssignOp(name.Variable.Slot, node) : new MatchOp(node, pattern));
        return true;
    }

    private bool LowerSomeIn(LSomeIn some, List<Op> ops)
    {
        if (Scan(some.Domain, ops) is not { } domain || ToNode(domain) is not { } node)
        {
            return false;
        }

        var keyTerm = some.Key is null ? null : Scan(some.Key, ops);
        if ((some.Key is not null && keyTerm is null) || Scan(some.Value, ops) is not { } valueTerm)
        {
            return false;
        }

        Pattern? key = keyTerm is null ? new AnyPattern() : ToPattern(keyTerm);
        if (key is null || ToPattern(valueTerm) is not { } value)
        {
            return false;
        }

        ops.Add(new ScanOp(node, key, value));
        return true;
    }

    private bool LowerNot(LNot not, List<Op> ops)
    {
        var outer = FreeVariables.Of(not.Body).Where(variable => !variable.IsWildcard && !IsLocalTo(variable, not));
        if (!Ready(outer) || Inner(not.Body, _ => ExistsOp.Instance) is not { } inner)
        {
            return false;
        }

        ops.Add(new NotOp(inner));
        return true;
    }

    /// <summary>A plain negation shares its body's scope, so only wildcards, closures and what the compiler generated are its own.</summary>
    private bool IsLocalTo(Variable variable, LNot not) =>
        (variable.Scope.IsInside(not.Scope) && (not.IsClosure || variable.Scope != not.Scope))
        || (variable.Kind == VariableKind.Generated && !_bound.Contains(variable.Slot));

    private bool LowerEvery(LEvery every, List<Op> ops)
    {
        if (Scan(every.Domain, ops) is not { } domain || ToNode(domain) is not { } node
            || !Ready(FreeVariables.Of(every.Body).Where(variable => !variable.Scope.IsInside(every.Scope))))
        {
            return false;
        }

        var key = every.Key?.Slot ?? _slots++;
        var bound = new HashSet<int>(_bound);
        _bound.Add(key);
        _bound.Add(every.Value.Slot);
        var inner = Inner(every.Body, _ => ExistsOp.Instance);
        _bound = bound;
        if (inner is null)
        {
            return false;
        }

        ops.Add(new EveryOp(node, key, every.Value.Slot, inner));
        return true;
    }

    private bool LowerLogic(LLogic logic, List<Op> ops)
    {
        if (Operand(logic.LeftScope, logic.Left) is not { } left || Operand(logic.RightScope, logic.Right) is not { } right)
        {
            return false;
        }

        ops.Add(new LogicOp(logic.IsOr, left, right));
        return true;
    }

    private Op? Operand(Scope scope, L[] body) =>
        Ready(FreeVariables.Of(body).Where(variable => !variable.Scope.IsInside(scope))) ? Inner(body, _ => ExistsOp.Instance) : null;

    /// <summary>Steps of a closure; what they bind is forgotten afterwards.</summary>
    private Op? Inner(L[] body, Func<List<Op>, Op?> finish)
    {
        var bound = new HashSet<int>(_bound);
        var ops = new List<Op>();
        var last = Order(body, ops) ? finish(ops) : null;
        TraceBody(body, ops, null);
        _bound = bound;
        return last is null ? null : Chain(ops, last);
    }

    private bool LowerWith(LWith with, List<Op> ops)
    {
        // All values iterate before the first is read: one may name what another binds.
        var values = new List<T?>();
        foreach (var clause in with.Clauses)
        {
            var value = clause.Value is null ? null : Scan(clause.Value, ops);
            if (clause.Value is not null && value is null)
            {
                return false;
            }

            values.Add(value);
        }

        var targets = new List<WithTarget>();
        for (var i = 0; i < values.Count; i++)
        {
            Node? node = null;
            if (values[i] is { } value && (node = ToNode(value)) is null)
            {
                return false;
            }

            targets.Add(new WithTarget(with.Clauses[i], node));
        }

        var temp = _temps++;
        ops.Add(new WithEnterOp([.. targets], temp));
        var missing = _missing;
        if (!Order(with.Body, ops))
        {
            foreach (var (slot, variable) in missing)
            {
                _missing.TryAdd(slot, variable);
            }

            return false;
        }

        ops.Add(new WithExitOp(temp));
        return true;
    }

    private bool Ready(IEnumerable<Variable> variables)
    {
        var ready = true;
        foreach (var variable in variables)
        {
            if (!_bound.Contains(variable.Slot))
            {
                _missing.TryAdd(variable.Slot, variable);
                ready = false;
            }
        }

        return ready;
    }
}
