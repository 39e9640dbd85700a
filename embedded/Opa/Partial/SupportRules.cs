using System.Globalization;
using OpenClaw.Opa.Core;
using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Partial;

/// <summary>
/// Rules that what remains refers to, under <c>data.partial</c>. Each is written once; rules seen under a <c>with</c> lie in a
/// package of their own.
/// </summary>
internal sealed class SupportRules
{
    private const string Package = "partial";

    private static readonly TConst Root = new(Location.None, new StringValue(Package));

    private readonly DocTree _tree = new();
    private readonly HashSet<DocNode> _functions = [];
    private readonly HashSet<(string World, DocNode Node)> _known = [];
    private readonly Queue<(PartialEvaluator Evaluator, string World, DocNode Node)> _waiting = new();
    private readonly Dictionary<string, string> _worlds = new(StringComparer.Ordinal);
    private readonly List<(string[] Package, Rule Rule)> _rules = [];
    private int _nots;

    public bool IsSupport(DocNode function) => _functions.Contains(function);

    public static bool IsSupport(TRef reference) => ReferenceEquals(reference.Path[0], Root);

    /// <summary>A reference to what stands for a document.</summary>
    public T Document(PartialEvaluator evaluator, string world, DocNode node, Location at)
    {
        Ask(evaluator, world, node);
        foreach (var below in node.Below())
        {
            Ask(evaluator, world, below);
        }

        return new TRef(at, new TData(at), [Root, .. Place(world, Path(node)).Skip(1).Select(part => new TConst(at, new StringValue(part)))]);
    }

    /// <summary>The function that stands for a function of the policy.</summary>
    public DocNode Function(PartialEvaluator evaluator, string world, DocNode node)
    {
        Ask(evaluator, world, node);
        return Own(Place(world, Path(node)), node.Arity);
    }

    /// <summary>The name of the world that a <c>with</c> makes out of another.</summary>
    public string World(string world, IEnumerable<ResolvedWith> clauses)
    {
        var key = string.Join('\n', clauses.Select(clause => $"{clause.Root} {clause.FunctionName} {string.Join('/', clause.Path.Select(step => step.ToString()))}").Prepend(world));
        if (!_worlds.TryGetValue(key, out var name))
        {
            _worlds[key] = name = string.Create(CultureInfo.InvariantCulture, $"__with{_worlds.Count + 1}__");
        }

        return name;
    }

    /// <summary>A negation of alternatives that cannot be turned round one by one.</summary>
    public L Not(string world, IReadOnlyList<L[]> alternatives, Variable[] given)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"__not{++_nots}__");
        var package = Place(world, []);
        var at = alternatives[0][0].At;
        foreach (var body in alternatives.Select(rest => Written(rest, given)))
        {
            _rules.Add((package, new Rule(at, false, [new ConstTerm(at, new StringValue(name))], given.Length == 0 ? RuleKind.Complete : RuleKind.Function,
                body.Arguments, null, new ConstTerm(at, BooleanValue.True), false, body.Body, null)
            { HasBody = true }));
        }

        T test = given.Length == 0
            ? new TRef(at, new TData(at), [Root, .. package.Skip(1).Append(name).Select(part => new TConst(at, new StringValue(part)))])
            : new TCall(at, null, Own([.. package, name], given.Length), [.. given.Select(variable => new TVar(at, variable))]);
        return new LNot(at, Marks.Closed, [new LTest(at, test)], IsClosure: false);
    }

    /// <summary>The modules, complete: writing one rule may ask for others.</summary>
    public IReadOnlyList<Module> Modules(PolicyState state)
    {
        while (_waiting.TryDequeue(out var next))
        {
            _rules.AddRange(new SupportWriter(this, next.Evaluator, state).Rules(next.Node).Select(rule => (Place(next.World, rule.Package), rule.Rule)));
        }

        return [.. _rules.GroupBy(rule => string.Join('\0', rule.Package)).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group =>
            new Module("partial", Location.None, group.First().Package, [], [.. group.Select(rule => rule.Rule)]) { IsV1 = true })];
    }

    /// <summary>A body with names for its variables; negated conditions that would mean something else as written become rules.</summary>
    public (IReadOnlyList<Term> Arguments, IReadOnlyList<Literal> Body) Written(IReadOnlyList<L> rest, Variable[] arguments)
    {
        var turned = Turn(rest);
        var writer = new Unresolver(new Naming([]).Count(FreeVariables.Of(turned)));
        return ([.. arguments.Select(argument => writer.Term(new TVar(argument.At, argument)))], [.. writer.Body(turned)]);
    }

    public L[] Turn(IReadOnlyList<L> rest) => [.. rest.Select(literal => literal is LNot { IsClosure: true } not ? Turn(not, rest) : literal)];

    /// <summary>
    /// Plain <c>not</c> wants the parts of its expression defined. Where the rest of the body does not see to that, a rule
    /// of its own takes the whole expression.
    /// </summary>
    private L Turn(LNot not, IReadOnlyList<L> rest) => not.Body is [var condition] && IsPlain(condition, rest)
        ? not with { IsClosure = false }
        : Not("", [not.Body], [.. Variables.Residual(not.Body).Where(variable => !variable.IsWildcard)]);

    private static bool IsPlain(L condition, IReadOnlyList<L> rest) => !FreeVariables.Of([condition]).Any() && condition switch
    {
        LTest { Term: TRef reference } => Array.TrueForAll(reference.Path, step => step is TConst),
        LTest { Term: TCall { Function: null } call } => Array.TrueForAll(call.Arguments, argument => argument is TConst || IsDefined(argument, rest)),
        LUnify unify => IsSimple(unify.Left) && IsSimple(unify.Right),
        _ => false,
    };

    private static bool IsSimple(T term) => term is TConst || (term is TRef { Head: TInput or TData } reference && Array.TrueForAll(reference.Path, step => step is TConst));

    private static bool IsDefined(T term, IReadOnlyList<L> rest) => IsSimple(term) && rest.Any(literal => literal switch
    {
        LUnify unify => Same(unify.Left, term) || Same(unify.Right, term),
        LTest { Term: TCall call } => Array.Exists(call.Arguments, argument => Same(argument, term)),
        _ => false,
    });

    private static bool Same(T left, T right) => left is TRef a && right is TRef b && a.Head.GetType() == b.Head.GetType()
        && a.Path.Length == b.Path.Length && a.Path.Zip(b.Path, (x, y) => x is TConst p && y is TConst q && p.Value.Equals(q.Value)).All(same => same);

    private void Ask(PartialEvaluator evaluator, string world, DocNode node)
    {
        if (_known.Add((world, node)))
        {
            _waiting.Enqueue((evaluator, world, node));
        }
    }

    private DocNode Own(string[] path, int arity)
    {
        var node = _tree.At(path);
        (node.IsFunction, node.Arity) = (true, arity);
        _functions.Add(node);
        return node;
    }

    private static string[] Place(string world, IEnumerable<string> path) => world.Length == 0 ? [Package, .. path] : [Package, world, .. path];

    public static string[] Path(DocNode node) => node.Parent is null ? [] : [.. Path(node.Parent), node.Name];
}
