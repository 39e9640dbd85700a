using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Types;

internal sealed partial class TypeChecker
{
    /// <summary>Finds the type of a reference step by step, and what its unbound variables range over.</summary>
    private void Reference(TRef reference)
    {
        if (reference.Head is TData)
        {
            _known[reference] = Documents(reference);
            return;
        }

        if (reference.Head is TVar head && _types.Find(head.Variable) is null)
        {
            // A value that comes from outside the body, such as an argument.
            _types.Set(head.Variable, RegoType.Any);
        }

        _known[reference] = Steps(reference, TypeOf(reference.Head), 0);
    }

    private RegoType? Documents(TRef reference)
    {
        var node = tree.Root;
        for (var i = 0; i < reference.Path.Length; i++)
        {
            if (node.IsDocument)
            {
                return Steps(reference, Node(node) ?? RegoType.Any, i);
            }

            var step = reference.Path[i];
            if (step is TConst { Value: StringValue name } && node.Find(name.Value) is { } child)
            {
                node = child;
                continue;
            }

            // Base documents may be beside and under packages, and nothing is known of them.
            return step is TVar name2 && i < 2 && !FitStep(reference, i, name2.Variable, RegoType.String, Names(node)) ? null : Steps(reference, RegoType.Any, i);
        }

        if (node.IsFunction)
        {
            var signature = SignatureOf(node);
            _errors.NoParts(reference, reference.Path.Length, signature is null ? "any" : $"{signature.Print(withResult: false)} => {RegoType.Print(signature.Result?.Type)}");
            return null;
        }

        return node.IsDocument ? Node(node) ?? RegoType.Any : Extent(node);
    }

    /// <summary>A package: what its rules make, and perhaps base documents beside them.</summary>
    private ObjectType Extent(DocNode node)
    {
        var fields = node.Children.Values.Where(child => !child.IsFunction && (child.IsDocument || child.Children.Count > 0)).OrderBy(child => child.Name, StringComparer.Ordinal)
            .Select(child => ((RegoValue)child.Key, child.IsDocument ? Node(child) ?? RegoType.Any : Extent(child)));
        return new ObjectType([.. fields], (RegoType.String, RegoType.Any));
    }

    private RegoType? Steps(TRef reference, RegoType? type, int from)
    {
        for (var i = from; i < reference.Path.Length && type is not null; i++)
        {
            if (TypeRules.Keys(type) is not { } keys)
            {
                _errors.NoParts(reference, i, RegoType.Print(type));
                return null;
            }

            switch (reference.Path[i])
            {
                case TConst constant:
                    var below = TypeRules.Select(type, constant.Value);
                    if (below is null)
                    {
                        _errors.WrongStep(reference, i, null, keys, OneOf(type));
                    }

                    type = below;
                    break;
                case TVar name:
                    type = FitStep(reference, i, name.Variable, keys, OneOf(type)) ? TypeRules.Values(type) : null;
                    break;
                case TRef or TCall or TComprehension:
                    var own = TypeOf(reference.Path[i]);
                    if (own is not null && !TypeRules.Unify(own, keys))
                    {
                        _errors.WrongStep(reference, i, own, keys, OneOf(type));
                        return null;
                    }

                    type = TypeRules.Values(type);
                    break;
                default:
                    if (!Fit(reference.Path[i], keys))
                    {
                        _errors.WrongStep(reference, i, TypeOf(reference.Path[i]), keys, []);
                        return null;
                    }

                    type = TypeRules.Values(type);
                    break;
            }
        }

        return type;
    }

    private bool FitStep(TRef reference, int step, Variable variable, RegoType keys, IReadOnlyList<RegoValue> oneOf)
    {
        if (_types.Find(variable) is not { } known)
        {
            _types.Set(variable, keys);
            return true;
        }

        if (TypeRules.Unify(known, keys))
        {
            return true;
        }

        _errors.WrongStep(reference, step, known, keys, oneOf);
        return false;
    }

    private static List<RegoValue> Names(DocNode node) => [.. node.Children.Values.Select(child => (RegoValue)child.Key).Order()];

    /// <summary>The keys that a constant step could have been.</summary>
    private static List<RegoValue> OneOf(RegoType type) => type switch
    {
        ObjectType obj => [.. obj.Fields.Select(field => field.Key)],
        UnionType union => [.. union.Members.SelectMany(OneOf).Distinct().Order()],
        _ => [],
    };
}
