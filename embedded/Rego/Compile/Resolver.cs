using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Compile;

/// <summary>
/// Gives every name of one rule or query its meaning. This part handles scopes and names; the others terms and literals.
/// </summary>
internal sealed partial class Resolver(DocTree tree, Module? module, DocNode? package, Rule? rule, ErrorList errors)
{
    private Scope _scope = new(null, []);
    private int _slots;
    private bool _isDeclaring;

    public HashSet<DocNode> Reads { get; } = [];

    public int Slots => _slots;

    /// <summary>Remembers where literals come from, for plans that are traced.</summary>
    public Dictionary<L, Literal>? Sources { get; init; }

    public static Dictionary<L, Literal>? SourcesFor(RegoCompileOptions options) => options.Tracer is null ? null : new(ReferenceEqualityComparer.Instance);

    public Resolution Rule(RulePlan plan)
    {
        var source = plan.Rule;
        var tail = source.Head.Skip(plan.StaticSteps).ToArray();
        _scope = new Scope(null, DirectNames.Of(source.Body, [.. tail, source.Member, source.Value, .. source.Arguments]));
        _slots = source.Arguments.Count;
        var body = new List<L>();
        Arguments(source, body);
        foreach (var literal in source.Body)
        {
            Literal(literal, body);
        }

        var path = Array.ConvertAll(tail, Term);
        var member = source.Member is null ? null : Term(source.Member);
        var value = source.Value is null ? null : Term(source.Value);
        return new Resolution(_scope, [.. body], path, member, value, _slots) { Sources = Sources };
    }

    public (Scope Scope, L[] Body) Query(IReadOnlyList<Literal> literals, List<int?> captures)
    {
        _scope = new Scope(null, DirectNames.Of(literals));
        var body = new List<L>();
        foreach (var literal in literals)
        {
            var before = body.Count;
            Literal(literal, body);
            if (body.Count == before + 1 && body[before] is LTest test)
            {
                // A query of one expression shows its value, also when it is false. Of several, or where it iterates, each must hold.
                var capture = Generate(test.At);
                body[before] = new LUnify(test.At, capture, test.Term);
                Sources?.TryAdd(body[before], literal);
                captures.Add(capture.Variable.Slot);
                if (literals.Count > 1 || Iterates(test.Term))
                {
                    body.Add(new LTest(test.At, capture));
                }
            }
            else
            {
                captures.Add(null);
            }
        }

        return (_scope, [.. body]);
    }

    private static bool Iterates(T term) => term switch
    {
        TRef reference => Array.Exists(reference.Path, step => step is TVar || Iterates(step)) || Iterates(reference.Head),
        TCall call => call.Builtin is { IsRelation: true } || Array.Exists(call.Arguments, Iterates),
        TArray array => Array.Exists(array.Items, Iterates),
        TSet set => Array.Exists(set.Items, Iterates),
        TObject obj => Array.Exists(obj.Pairs, pair => Iterates(pair.Key) || Iterates(pair.Value)),
        _ => false,
    };

    private void Arguments(Rule source, List<L> body)
    {
        for (var i = 0; i < source.Arguments.Count; i++)
        {
            var argument = source.Arguments[i];
            if (argument is VarTerm { IsWildcard: false } name && !_scope.Names.ContainsKey(name.Name) && name.Name is not ("input" or "data"))
            {
                _scope.Names.Add(name.Name, new Variable(name.Name, _scope, i, VariableKind.Argument, name.At));
                continue;
            }

            if (argument is VarTerm { Name: "input" or "data" } root)
            {
                errors.Add("rego_compile_error", root.At, $"args must not shadow {root.Name} (use a different variable name)");
            }
        }

        for (var i = 0; i < source.Arguments.Count; i++)
        {
            var argument = source.Arguments[i];
            if (argument is VarTerm { IsWildcard: true }
                || (argument is VarTerm name && _scope.Names.GetValueOrDefault(name.Name)?.Slot == i))
            {
                continue;
            }

            DeclarePattern(argument, VariableKind.Argument, mayExist: true);
            body.Add(new LUnify(argument.At, new TSlot(argument.At, i), Term(argument)));
        }
    }

    /// <summary>Declares the names of a pattern in the current scope.</summary>
    private void DeclarePattern(Term pattern, VariableKind kind, bool mayExist = false)
    {
        switch (pattern)
        {
            case VarTerm { IsWildcard: false } name:
                Declare(name, kind, mayExist);
                break;
            case ArrayTerm array:
                foreach (var item in array.Items)
                {
                    DeclarePattern(item, kind, mayExist);
                }

                break;
            case ObjectTerm obj:
                foreach (var (_, value) in obj.Pairs)
                {
                    DeclarePattern(value, kind, mayExist);
                }

                break;
            case TemplateTerm template:
                foreach (var name in template.Parts.OfType<ExprLiteral>().Select(part => part.Expression).OfType<VarTerm>())
                {
                    DeclarePattern(name, kind, mayExist: true);
                }

                break;
            default:
                break;
        }
    }

    private void Declare(VarTerm name, VariableKind kind, bool mayExist)
    {
        if (name.Name is "input" or "data")
        {
            errors.Add("rego_compile_error", name.At, $"variables must not shadow {name.Name} (use a different variable name)");
            return;
        }

        if (_scope.Names.TryGetValue(name.Name, out var existing))
        {
            if (mayExist)
            {
                return;
            }

            var reason = existing.Kind switch
            {
                VariableKind.Argument => $"arg {name.Name} redeclared",
                VariableKind.Declared => $"var {name.Name} declared above",
                VariableKind.Assigned => $"var {name.Name} assigned above",
                _ => $"var {name.Name} referenced above",
            };
            errors.Add("rego_compile_error", name.At, reason);
            return;
        }

        _scope.Names.Add(name.Name, new Variable(name.Name, _scope, _slots++, kind, name.At));
    }

    private TVar Generate(Location at) => new(at, new Variable("__local", _scope, _slots++, VariableKind.Generated, at));

    private T Name(VarTerm name)
    {
        switch (name.Name)
        {
            case "_":
                return new TVar(name.At, new Variable("_", _scope, _slots++, VariableKind.Implicit, name.At));
            case "input":
                return new TInput(name.At);
            case "data":
                return new TData(name.At);
            default:
                break;
        }

        for (var scope = _scope; scope is not null; scope = scope.Parent)
        {
            if (scope.Names.TryGetValue(name.Name, out var variable))
            {
                variable.Used |= !_isDeclaring;
                return new TVar(name.At, variable);
            }
        }

        return Global(name) ?? Implicit(name);
    }

    /// <summary>A rule of this package or an import.</summary>
    private T? Global(VarTerm name)
    {
        if (package is not null && IsRuleOfPackage(name.Name))
        {
            return new TRef(name.At, new TData(name.At), [.. PackagePath(name.At), Text(name.At, name.Name)]);
        }

        if (module?.Imports.FirstOrDefault(import => import.Name == name.Name && import.Path[0] is "data" or "input" && import.Name == name.Name) is not { } found)
        {
            return null;
        }

        T root = found.Path[0] == "input" ? new TInput(name.At) : new TData(name.At);
        var path = found.Path.Skip(1).Select(part => Text(name.At, part)).ToArray();
        return path.Length == 0 ? root : new TRef(name.At, root, path);
    }

    private bool IsRuleOfPackage(string name) =>
        package!.Find(name) is { } child && package.Packages.Any(source => source.Rules.Any(candidate => candidate.Name == name)) && child.Name == name;

    private IEnumerable<T> PackagePath(Location at) => module!.Package.Select(part => Text(at, part));

    private static T Text(Location at, string text) => new TConst(at, new StringValue(text));

    private TVar Implicit(VarTerm name)
    {
        var owner = _scope;
        for (var scope = _scope; scope is not null; scope = scope.Parent)
        {
            if (scope.Direct.Contains(name.Name))
            {
                owner = scope;
            }
        }

        var variable = new Variable(name.Name, owner, _slots++, VariableKind.Implicit, name.At);
        owner.Names[name.Name] = variable;
        return new TVar(name.At, variable);
    }

    private TResult InScope<TResult>(HashSet<string> direct, Func<Scope, TResult> resolve)
    {
        var outer = _scope;
        _scope = new Scope(outer, direct);
        var result = resolve(_scope);
        _scope = outer;
        return result;
    }
}
