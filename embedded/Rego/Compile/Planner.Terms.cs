using OpenClaw.Rego.Evaluate;
using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Compile;

internal sealed partial class Planner
{
    /// <summary>Puts iterations for references with unbound steps in front; the answer has none left. Null when something is not ready.</summary>
    private T? Scan(T term, List<Op> ops)
    {
        switch (term)
        {
            case TRef reference:
                return ScanReference(reference, ops);
            case TCall call:
                return ScanCall(call, ops);
            case TArray array:
                return ScanAll(array.Items, ops) is { } items ? array with { Items = items } : null;
            case TSet set:
                return ScanAll(set.Items, ops) is { } members ? set with { Items = members } : null;
            case TObject obj:
                return ScanAll([.. obj.Pairs.SelectMany(pair => new[] { pair.Key, pair.Value })], ops) is { } flat
                    ? obj with { Pairs = [.. flat.Chunk(2).Select(pair => (pair[0], pair[1]))] }
                    : null;
            default:
                return term;
        }
    }

    private T[]? ScanAll(T[] terms, List<Op> ops)
    {
        var result = new T[terms.Length];
        for (var i = 0; i < terms.Length; i++)
        {
            if (Scan(terms[i], ops) is not { } scanned)
            {
                return null;
            }

            result[i] = scanned;
        }

        return result;
    }

    private T? ScanCall(TCall call, List<Op> ops)
    {
        if (ScanAll(call.Arguments, ops) is not { } arguments)
        {
            return null;
        }

        call = call with { Arguments = arguments };
        if (call.Builtin is not { IsRelation: true })
        {
            return call;
        }

        if (ToNode(arguments[0]) is not { } node)
        {
            return null;
        }

        var slot = _slots++;
        ops.Add(new WalkOp(node, new SlotPattern(slot)));
        return new TSlot(call.At, slot);
    }

    private T? ScanReference(TRef reference, List<Op> ops)
    {
        if (Scan(reference.Head, ops) is not { } head || ScanAll(reference.Path, ops) is not { } path)
        {
            return null;
        }

        for (var i = 0; i < path.Length; i++)
        {
            if (IsGround(path[i]))
            {
                continue;
            }

            var prefix = i == 0 ? head : new TRef(reference.At, head, path[..i]);
            if (ToNode(prefix) is not { } domain || ToPattern(path[i]) is not { } key)
            {
                return null;
            }

            var slot = _slots++;
            ops.Add(new ScanOp(domain, key, new SlotPattern(slot)));
            head = new TSlot(reference.At, slot);
            path = path[(i + 1)..];
            i = -1;
        }

        return path.Length == 0 ? head : new TRef(reference.At, head, path);
    }

    private bool IsGround(T term) => FreeVariables.Of(term).All(variable => _bound.Contains(variable.Slot) || IsOwn(term, variable));

    private static bool IsOwn(T term, Variable variable) => term switch
    {
        TComprehension comprehension => variable.Scope.IsInside(comprehension.Scope),
        TTemplate template => template.Parts.OfType<TComprehension>().Any(part => variable.Scope.IsInside(part.Scope)),
        TRef reference => IsOwn(reference.Head, variable) || Array.Exists(reference.Path, step => IsOwn(step, variable)),
        TCall call => Array.Exists(call.Arguments, argument => IsOwn(argument, variable)),
        TArray array => Array.Exists(array.Items, item => IsOwn(item, variable)),
        TSet set => Array.Exists(set.Items, item => IsOwn(item, variable)),
        TObject obj => Array.Exists(obj.Pairs, pair => IsOwn(pair.Key, variable) || IsOwn(pair.Value, variable)),
        _ => false,
    };

    private void NoteMissing(T term) => Ready(FreeVariables.Of(term).Where(variable => !IsOwn(term, variable)));

    private Node? ToNode(T term)
    {
        switch (term)
        {
            case TConst constant:
                return new ConstNode(constant.Value);
            case TVar name:
                return Ready([name.Variable]) ? new SlotNode(name.Variable.Slot) : null;
            case TSlot slot:
                return new SlotNode(slot.Slot);
            case TInput:
                return new InputNode();
            case TData:
                return new DataNode();
            case TRef reference:
                return ToReference(reference);
            case TArray array:
                return ToNodes(array.Items) is { } items ? new ArrayNode(items) : null;
            case TSet set:
                return ToNodes(set.Items) is { } members ? new SetNode(members) : null;
            case TObject obj:
                return ToObject(obj);
            case TCall call:
                return ToCall(call);
            case TComprehension comprehension:
                return ToComprehension(comprehension);
            case TTemplate template:
                return ToTemplate(template);
            default:
                throw new InvalidOperationException($"no plan for {term.GetType().Name}");
        }
    }

    private Node[]? ToNodes(IReadOnlyList<T> terms)
    {
        var nodes = new Node[terms.Count];
        for (var i = 0; i < nodes.Length; i++)
        {
            if (ToNode(terms[i]) is not { } node)
            {
                return null;
            }

            nodes[i] = node;
        }

        return nodes;
    }

    private ObjectNode? ToObject(TObject obj)
    {
        if (ToNodes([.. obj.Pairs.Select(pair => pair.Key)]) is not { } keys || ToNodes([.. obj.Pairs.Select(pair => pair.Value)]) is not { } values)
        {
            return null;
        }

        return new ObjectNode([.. keys.Zip(values)], obj.At);
    }

    private Node? ToCall(TCall call)
    {
        if (ToNodes(call.Arguments) is not { } arguments)
        {
            return null;
        }

        return call.Builtin is { IsComparison: true } && arguments.Length == 2
            ? new CompareNode(call.Builtin.Name, arguments[0], arguments[1])
            : new CallNode(call.Builtin, call.Function, arguments, call.At);
    }

    private Node? ToReference(TRef reference)
    {
        if (ToNodes(reference.Path) is not { } path)
        {
            return null;
        }

        if (reference.Head is not TData)
        {
            return ToNode(reference.Head) is { } head ? new RefNode(head, path) : null;
        }

        var node = tree.Root;
        var steps = 0;
        for (; steps < path.Length && path[steps] is ConstNode { Value: StringValue name } && !node.IsDocument; steps++)
        {
            if (node.Find(name.Value) is not { } child)
            {
                break;
            }

            node = child;
        }

        return new DataPathNode(node, Array.ConvertAll(path[..steps], step => ((ConstNode)step).Value), path[steps..]);
    }

    private ComprehensionNode? ToComprehension(TComprehension comprehension)
    {
        var outer = FreeVariables.Of(comprehension).Where(variable => !variable.Scope.IsInside(comprehension.Scope));
        if (!Ready(outer))
        {
            return null;
        }

        var temp = _temps++;
        var start = Inner(comprehension.Body, ops =>
        {
            var key = comprehension.Key is null ? null : Head(comprehension.Key, ops);
            if ((comprehension.Key is not null && key is null) || Head(comprehension.Value, ops) is not { } value)
            {
                return null;
            }

            return comprehension.Kind switch
            {
                ComprehensionKind.Array => new EmitArrayOp(value, temp),
                ComprehensionKind.Set => new EmitSetOp(value, temp),
                _ => new EmitPairOp(key!, value, temp, comprehension.At),
            };
        });
        return start is null ? null : new ComprehensionNode(comprehension.Kind, start, temp);
    }

    private TemplateNode? ToTemplate(TTemplate template)
    {
        var parts = new object[template.Parts.Length];
        var slots = new int[template.Parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (template.Parts[i] is not TComprehension part)
            {
                parts[i] = template.Parts[i];
                continue;
            }

            var slot = slots[i] = _slots++;
            if (!Ready(FreeVariables.Of(part).Where(variable => !variable.Scope.IsInside(part.Scope)))
                || Inner(part.Body, ops => Head(part.Value, ops) is { } value ? new EmitSlotOp(value, slot) : null) is not { } start)
            {
                return null;
            }

            parts[i] = start;
        }

        return new TemplateNode(parts, slots);
    }

    /// <summary>A term evaluated after a body: its iterations become further steps.</summary>
    public Node? Head(T term, List<Op> ops) => Scan(term, ops) is { } scanned ? ToNode(scanned) : null;

    /// <summary>Binds the unbound variables of a term; null when a part is neither ground nor a pattern.</summary>
    private Pattern? ToPattern(T term)
    {
        if (term is TVar { Variable: var variable } && !_bound.Contains(variable.Slot))
        {
            _bound.Add(variable.Slot);
            return new SlotPattern(variable.Slot);
        }

        if (IsGround(term))
        {
            return ToNode(term) is { } node ? new NodePattern(node) : null;
        }

        switch (term)
        {
            case TArray array:
                return ToPatterns(array.Items) is { } items ? new ArrayPattern(items) : null;
            case TObject obj when ToNodes([.. obj.Pairs.Select(pair => pair.Key)]) is { } keys:
                return ToPatterns([.. obj.Pairs.Select(pair => pair.Value)]) is { } values ? new ObjectPattern([.. keys.Zip(values)]) : null;
            default:
                NoteMissing(term);
                return null;
        }
    }

    private Pattern[]? ToPatterns(T[] terms)
    {
        var patterns = new Pattern[terms.Length];
        for (var i = 0; i < terms.Length; i++)
        {
            if (ToPattern(terms[i]) is not { } pattern)
            {
                return null;
            }

            patterns[i] = pattern;
        }

        return patterns;
    }
}
