using OpenClaw.Rego.Compile;

namespace OpenClaw.Rego.Types;

/// <summary>
/// Infers types of rules from the types of what they read and reports what can never work: arguments that never fit, values
/// that are never equal, parts that never exist. This part goes through rules; the others through literals and terms.
/// </summary>
internal sealed partial class TypeChecker(DocTree tree, TypeTable table, ErrorList found)
{
    private readonly TypeErrors _errors = new(found);
    private readonly HashSet<DocNode> _open = [];
    private readonly Dictionary<T, RegoType?> _known = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Pairing> _compared = new(ReferenceEqualityComparer.Instance);
    private BodyOrders _orders = new();
    private TypeEnvironment _types = new(null);

    /// <summary>Checks all rules, each after those it reads.</summary>
    public void Rules()
    {
        foreach (var node in tree.Root.Below().Where(node => node.HasRules))
        {
            Node(node);
        }
    }

    public void Query(L[] body, BodyOrders orders)
    {
        _orders = orders;
        Body(body);
    }

    /// <summary>The type of what the rules at a node make.</summary>
    private RegoType? Node(DocNode node)
    {
        if (table.TryFind(node, out var known))
        {
            return known;
        }

        if (!_open.Add(node))
        {
            return RegoType.Any;
        }

        var (orders, types) = (_orders, _types);
        if (node.IsFunction)
        {
            table.Set(node, Function(node));
        }

        var type = node.IsFunction ? null : Document(node);
        (_orders, _types) = (orders, types);
        _open.Remove(node);
        table.Set(node, type);
        return type;
    }

    private RegoType? Document(DocNode node)
    {
        RegoType? type = null;
        foreach (var plan in node.AllRules().SelectMany(Branches))
        {
            type = Or(type, Rule(plan));
        }

        // Rules at and below one path share its object: which of them a key meets is only known at run time.
        return node.Below().Any(below => below.HasRules) ? RegoType.Any : type;
    }

    /// <summary>Objects that several rules fill have any of their keys and values.</summary>
    private static RegoType? Or(RegoType? a, RegoType? b) => a is ObjectType { Fields.Length: 0, Dynamic: { } left } && b is ObjectType { Fields.Length: 0, Dynamic: { } right }
        ? new ObjectType([], (TypeRules.Or(left.Key, right.Key), Or(left.Value, right.Value)))
        : TypeRules.Or(a, b);

    private static IEnumerable<RulePlan> Branches(RulePlan plan)
    {
        for (var branch = plan; branch is not null; branch = branch.Else)
        {
            yield return branch;
        }
    }

    private RegoType? Rule(RulePlan plan)
    {
        var resolution = plan.Resolution!;
        if (!Run(plan))
        {
            return RegoType.Any;
        }

        var type = resolution.Member is { } member ? new SetType(Known(member)) : Known(resolution.Value!);
        foreach (var step in resolution.Path.Reverse())
        {
            type = new ObjectType([], (Known(step), type));
        }

        return type;
    }

    private Signature? Function(DocNode node)
    {
        Signature? all = null;
        foreach (var plan in node.AllRules().SelectMany(Branches))
        {
            if (!Run(plan))
            {
                return null;
            }

            var own = Signature.OfFunction([.. plan.Rule.Arguments.Select((_, i) => Argument(plan, i))], Known(plan.Resolution!.Value!));
            all = all is null ? own : Signature.OfFunction(
                [.. all.Arguments.Zip(own.Arguments, (a, b) => TypeRules.Or(a.Type, b.Type))], TypeRules.Or(all.Result?.Type, own.Result?.Type));
        }

        return all;
    }

    /// <summary>Goes through body and head; false when something in them is wrong.</summary>
    private bool Run(RulePlan plan)
    {
        var before = _errors.Count;
        _orders = plan.Orders;
        _types = new TypeEnvironment(null);
        var resolution = plan.Resolution!;
        Body(resolution.Body);
        foreach (var term in resolution.Path.Append(resolution.Member).Append(resolution.Value).OfType<T>())
        {
            Visit(term);
        }

        return _errors.Count == before;
    }

    /// <summary>An argument has the type that the body needs of it; whatever the body does not look at may be anything.</summary>
    private RegoType Argument(RulePlan plan, int index)
    {
        var pattern = plan.Resolution!.Body.OfType<LUnify>().FirstOrDefault(unify => unify.Left is TSlot slot && slot.Slot == index)?.Right;
        if (pattern is not null)
        {
            return Known(pattern) ?? RegoType.Any;
        }

        var variable = plan.Resolution.Scope.Names.Values.FirstOrDefault(name => name.Kind == VariableKind.Argument && name.Slot == index);
        return (variable is null ? null : _types.Find(variable)) ?? RegoType.Any;
    }

    /// <summary>The type, where unknown parts may be anything.</summary>
    private RegoType Known(T term) => TypeOf(term) switch
    {
        null => RegoType.Any,
        { HasUnknown: true } type => Fill(type),
        var type => type,
    };

    private static RegoType Fill(RegoType? type) => type switch
    {
        null => RegoType.Any,
        ArrayType array => new ArrayType(Array.ConvertAll(array.Items, item => (RegoType?)Fill(item)), array.Rest is null ? null : Fill(array.Rest)),
        ObjectType obj => new ObjectType([.. obj.Fields.Select(field => (field.Key, (RegoType?)Fill(field.Value)))], obj.Dynamic is { } rest ? (Fill(rest.Key), Fill(rest.Value)) : null),
        SetType set => new SetType(Fill(set.Of)),
        _ => type,
    };
}
