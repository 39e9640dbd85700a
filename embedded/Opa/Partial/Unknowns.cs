using OpenClaw.Opa.Core;
using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Partial;

/// <summary>Which terms depend on what is not known yet: unknown parts of input and data, and rules that read them.</summary>
internal sealed class Unknowns
{
    private readonly DocTree _tree;
    private readonly List<string[]> _input;
    private readonly List<string[]> _data;
    private readonly HashSet<string> _functions;
    private readonly Dictionary<DocNode, bool> _nodes = [];

    private Unknowns(DocTree tree, List<string[]> input, List<string[]> data, HashSet<string> functions) =>
        (_tree, _input, _data, _functions) = (tree, input, data, functions);

    public Unknowns(DocTree tree, IEnumerable<string> references)
        : this(tree, [], [], [])
    {
        foreach (var text in references)
        {
            var (root, path) = Parse(text);
            (root == "input" ? _input : _data).Add(path);
        }
    }

    /// <summary>Whether calls whose answers change from time to time are evaluated all the same.</summary>
    public bool EvaluatesVolatile { get; init; }

    /// <summary>The same with what a <c>with</c> replaces as further unknowns.</summary>
    public Unknowns With(IEnumerable<ResolvedWith> clauses)
    {
        var more = new Unknowns(_tree, [.. _input], [.. _data], [.. _functions]) { EvaluatesVolatile = EvaluatesVolatile };
        foreach (var clause in clauses)
        {
            switch (clause.Root)
            {
                case WithRoot.Input:
                    more._input.Add(Path(clause));
                    break;
                case WithRoot.Data:
                    more._data.Add(Path(clause));
                    break;
                default:
                    more._functions.Add(clause.FunctionName);
                    break;
            }
        }

        return more;
    }

    /// <summary>The same without what known values replace.</summary>
    public Unknowns Without(IEnumerable<ResolvedWith> clauses)
    {
        var replaced = clauses.Where(clause => clause.Root == WithRoot.Input).Select(Path).ToList();
        return new Unknowns(_tree, [.. _input.Where(path => !replaced.Exists(root => DataPath.IsUnder(path, root)))], _data, _functions) { EvaluatesVolatile = EvaluatesVolatile };
    }

    public bool In(IEnumerable<L> body) => body.Any(In);

    public bool In(L literal) => literal switch
    {
        LTest test => In(test.Term),
        LUnify unify => In(unify.Left) || In(unify.Right),
        LSomeIn some => (some.Key is not null && In(some.Key)) || In(some.Value) || In(some.Domain),
        LNot not => In(not.Body),
        LEvery every => In(every.Domain) || In(every.Body),
        LLogic logic => In(logic.Left) || In(logic.Right),
        LWith with => Array.Exists(with.Clauses, clause => clause.Value is not null && In(clause.Value)) || Without(with.Clauses).In(with.Body),
        _ => false,
    };

    public bool In(T term) => term switch
    {
        TVar name => Marks.IsResidual(name.Variable),
        TInput => _input.Count > 0,
        TData => Below(_tree.Root) || _data.Count > 0,
        TRef { Head: TInput } reference => InPaths(_input, reference.Path) || Array.Exists(reference.Path, In),
        TRef { Head: TData } reference when SupportRules.IsSupport(reference) => true,
        TRef { Head: TData } reference => Array.Exists(reference.Path, In) || InPaths(_data, reference.Path) || InRules(reference.Path),
        TRef reference => In(reference.Head) || Array.Exists(reference.Path, In),
        TArray array => Array.Exists(array.Items, In),
        TSet set => Array.Exists(set.Items, In),
        TObject obj => Array.Exists(obj.Pairs, pair => In(pair.Key) || In(pair.Value)),
        TCall call => IsUnknown(call) || Array.Exists(call.Arguments, In),
        TComprehension closure => (closure.Key is not null && In(closure.Key)) || In(closure.Value) || In(closure.Body),
        TTemplate template => template.Parts.OfType<TComprehension>().Any(In),
        _ => false,
    };

    /// <summary>Whether a reference reads base documents, or rules, that are unknown as they are.</summary>
    public bool IsUnknownData(T[] path) => InPaths(_data, path);

    /// <summary>Whether a <c>with</c> puts something else in the place of a function.</summary>
    public bool IsReplaced(DocNode function) => _functions.Contains(function.PathText);

    /// <summary>Whether a reference reads input that is unknown as it is.</summary>
    public bool IsUnknownInput(T[] path) => InPaths(_input, path);

    /// <summary>A rule depends when it, or a rule it reads, mentions an unknown.</summary>
    public bool Depends(DocNode node)
    {
        if (!_nodes.TryGetValue(node, out var depends))
        {
            _nodes[node] = false;
            depends = node.AllRules().SelectMany(Branches).Any(Mentions);
            _nodes[node] = depends;
        }

        return depends;
    }

    public bool Below(DocNode node) => Depends(node) || node.Below().Any(Depends);

    public static IEnumerable<RulePlan> Branches(RulePlan plan)
    {
        for (RulePlan? branch = plan; branch is not null; branch = branch.Else)
        {
            yield return branch;
        }
    }

    public static string? Text(T term) => term is TConst { Value: StringValue text } ? text.Value : null;

    private bool Mentions(RulePlan plan) => plan.Resolution is { } rule
        && (In(rule.Body) || Array.Exists(rule.Path, In) || (rule.Member is not null && In(rule.Member)) || (rule.Value is not null && In(rule.Value)));

    private bool IsUnknown(TCall call) => _functions.Contains(call.Name)
        || (call.Function is { } function && (Root(function) != _tree.Root || Depends(function)))
        || (call.Builtin is { IsVolatile: true } && !EvaluatesVolatile);

    /// <summary>Functions of another tree are support rules.</summary>
    private static DocNode Root(DocNode node) => node.Parent is null ? node : Root(node.Parent);

    private static bool InPaths(List<string[]> unknown, T[] path)
    {
        var known = path.Select(Text).TakeWhile(text => text is not null).ToList();
        return unknown.Exists(root => DataPath.Overlaps(root, known!));
    }

    /// <summary>Follows constant steps; a computed step may reach everything below.</summary>
    private bool InRules(T[] path)
    {
        var node = _tree.Root;
        foreach (var step in path)
        {
            if (node.HasRules || Text(step) is not { } name)
            {
                break;
            }

            if (node.Find(name) is not { } child)
            {
                return false;
            }

            node = child;
        }

        return Below(node);
    }

    private static string[] Path(ResolvedWith clause) => [.. clause.Path.Select(step => step.AsText() ?? throw new UnsupportedException("with paths of other keys than texts"))];

    private static (string Root, string[] Path) Parse(string text)
    {
        try
        {
            return Parser.ParseTerm(text) switch
            {
                VarTerm { Name: "input" or "data" } root => (root.Name, []),
                RefTerm { Head: VarTerm { Name: "input" or "data" } root } reference when reference.Path.All(step => step is ConstTerm { Value: StringValue }) =>
                    (root.Name, [.. reference.Path.Select(step => ((StringValue)((ConstTerm)step).Value).Value)]),
                _ => throw OpaException.Invalid($"invalid unknown \"{text}\": must be a reference to input or data"),
            };
        }
        catch (ParseErrorException error)
        {
            throw OpaException.Invalid($"invalid unknown \"{text}\": {error.Message}");
        }
    }
}
