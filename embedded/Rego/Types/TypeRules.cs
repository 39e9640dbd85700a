using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Types;

/// <summary>Operations on types. Wherever they cannot know, they answer what refuses no correct policy.</summary>
internal static class TypeRules
{
    /// <summary>Larger constants and unions are not described part by part: compiling must stay quick.</summary>
    private const int MaxParts = 200;
    private const int MaxMembers = 32;

    public static RegoType Of(RegoValue value) => value switch
    {
        NullValue => RegoType.Null,
        BooleanValue => RegoType.Boolean,
        NumberValue => RegoType.Number,
        StringValue => RegoType.String,
        ArrayValue { Count: > MaxParts } => new ArrayType([], RegoType.Any),
        ArrayValue array => new ArrayType(Array.ConvertAll(array.Items, item => (RegoType?)Of(item)), array.Count == 0 ? RegoType.Any : null),
        ObjectValue obj when obj.Count is 0 or > MaxParts => new ObjectType([], (RegoType.Any, RegoType.Any)),
        ObjectValue obj => new ObjectType([.. obj.Keys.Zip(obj.Values, (key, item) => (key, (RegoType?)Of(item)))], null),
        SetValue { Count: > MaxParts } or SetValue { Count: 0 } => new SetType(RegoType.Any),
        SetValue set => new SetType(set.Items.Aggregate((RegoType?)null, (all, item) => Or(all, Of(item)))),
        _ => RegoType.Any,
    };

    /// <summary>The type that a term shows by itself, before anything is inferred.</summary>
    public static RegoType? OfUnchecked(T term) => term switch
    {
        TConst constant => Of(constant.Value),
        TInput or TData or TRef { Head: TInput or TData } => RegoType.Any,
        TArray array => new ArrayType(Array.ConvertAll(array.Items, OfUnchecked), null),
        TTemplate => RegoType.String,
        _ => null,
    };

    public static RegoType? Or(RegoType? a, RegoType? b)
    {
        if (a is null || b is null)
        {
            return a ?? b;
        }

        if (a is UnionType { IsAny: true } || b is UnionType { IsAny: true })
        {
            return RegoType.Any;
        }

        var left = (a as UnionType)?.Members ?? [a];
        var right = (b as UnionType)?.Members ?? [b];
        var added = Array.FindAll(right, type => !Array.Exists(left, known => known.Is(type)));
        if (added.Length == 0)
        {
            return a;
        }

        RegoType[] all = [.. left, .. added];
        return all.Length > MaxMembers ? RegoType.Any : new UnionType([.. all.OrderBy(type => type.Order).ThenBy(type => type.ToString(), StringComparer.Ordinal)]);
    }

    /// <summary>Every value of <paramref name="b"/> is one of <paramref name="a"/>, judged by names alone.</summary>
    public static bool Contains(RegoType a, RegoType b) => a is UnionType union
        ? union.IsAny || Array.Exists(union.Members, member => member.Is(b))
        : a.Is(b);

    /// <summary>The type under one known key; null when there can be none.</summary>
    public static RegoType? Select(RegoType? type, RegoValue key) => type switch
    {
        ArrayType array => key is NumberValue number && number.TryGetLong(out var index) ? array.At(index) : null,
        ObjectType obj => obj.At(key),
        SetType { Of: { } of } => Contains(of, Of(key)) || (Of(key) is not ScalarType && Unify(of, Of(key))) ? Of(key) : null,
        UnionType { IsAny: true } => RegoType.Any,
        UnionType union => union.Members.Aggregate((RegoType?)null, (all, member) => Or(Select(member, key), all)),
        _ => null,
    };

    /// <summary>What can stand in brackets after a value of the type; null when it has no parts.</summary>
    public static RegoType? Keys(RegoType? type) => type switch
    {
        ArrayType => RegoType.Number,
        ObjectType obj => obj.Fields.Aggregate(obj.Dynamic?.Key, (all, field) => Or(all, Of(field.Key))),
        SetType set => set.Of,
        UnionType { IsAny: true } => RegoType.Any,
        UnionType union => union.Members.Aggregate((RegoType?)null, (all, member) => Or(Keys(member), all)),
        _ => null,
    };

    public static RegoType? Values(RegoType? type) => type switch
    {
        ArrayType array => array.Items.Aggregate(array.Rest, Or),
        ObjectType obj => obj.Fields.Aggregate(obj.Dynamic?.Value, (all, field) => Or(all, field.Value)),
        SetType set => set.Of,
        UnionType { IsAny: true } => RegoType.Any,
        UnionType union => union.Members.Aggregate((RegoType?)null, (all, member) => Or(Values(member), all)),
        _ => null,
    };

    /// <summary>Whether some value may be of both types.</summary>
    public static bool Unify(RegoType? a, RegoType? b)
    {
        if (a is null || b is null)
        {
            return false;
        }

        return (a, b) switch
        {
            (UnionType union, _) => union.IsAny || Array.Exists(union.Members, member => Unify(member, b)),
            (_, UnionType union) => union.IsAny || Array.Exists(union.Members, member => Unify(a, member)),
            (ScalarType, ScalarType) => a.Order == b.Order,
            (ArrayType left, ArrayType right) => FitItems(left, right) && FitItems(right, left)
                && (left.Rest is null || right.Rest is null || Unify(left.Rest, right.Rest)),
            (ObjectType left, ObjectType right) => FitFields(left, right) && FitFields(right, left)
                && (left.Dynamic is not { } l || right.Dynamic is not { } r || Unify(l.Value, r.Value)),
            (SetType left, SetType right) => Unify(left.Of, right.Of),
            _ => false,
        };
    }

    private static bool FitItems(ArrayType a, ArrayType b)
    {
        for (var i = 0; i < a.Items.Length; i++)
        {
            if (!Unify(a.Items[i], b.At(i)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool FitFields(ObjectType a, ObjectType b) => Array.TrueForAll(a.Fields, field => Unify(field.Value, b.At(field.Key)));
}
