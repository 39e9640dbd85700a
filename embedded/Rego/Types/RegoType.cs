using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Types;

/// <summary>
/// What the compiler knows of a value before it exists. Where a type is expected, null stands for "unknown"; printed as OPA
/// prints types, because errors quote them.
/// </summary>
internal abstract class RegoType
{
    public static readonly ScalarType Null = new("null", 0);
    public static readonly ScalarType Boolean = new("boolean", 1);
    public static readonly ScalarType Number = new("number", 2);
    public static readonly ScalarType String = new("string", 3);

    /// <summary>Any value at all.</summary>
    public static readonly UnionType Any = new([]);

    private string? _text;

    /// <summary>Place of the kind in printed unions.</summary>
    public abstract int Order { get; }

    /// <summary>A part of it is unknown.</summary>
    public virtual bool HasUnknown => false;

    public static string Print(RegoType? type) => type?.ToString() ?? "???";

    public sealed override string ToString() => _text ??= Write();

    /// <summary>Types are equal when they print the same.</summary>
    public bool Is(RegoType other) => ReferenceEquals(this, other) || (Order == other.Order && ToString() == other.ToString());

    protected abstract string Write();
}

internal sealed class ScalarType(string name, int order) : RegoType
{
    public override int Order => order;

    protected override string Write() => name;
}

/// <param name="items">Types by position.</param>
/// <param name="rest">The type of all further elements; null when there are none.</param>
internal sealed class ArrayType(RegoType?[] items, RegoType? rest) : RegoType
{
    public RegoType?[] Items => items;

    public RegoType? Rest => rest;

    public override int Order => 4;

    public override bool HasUnknown => Array.Exists(items, item => item?.HasUnknown ?? true) || rest is { HasUnknown: true };

    public RegoType? At(long index) => index >= 0 && index < items.Length ? items[index] : rest;

    protected override string Write() =>
        "array" + (items.Length > 0 ? $"<{string.Join(", ", items.Select(Print))}>" : "") + (rest is null ? "" : $"[{rest}]");
}

/// <param name="fields">Types by known key, sorted.</param>
/// <param name="dynamic">Key and value types of all other properties; null when there are none.</param>
internal sealed class ObjectType((RegoValue Key, RegoType? Value)[] fields, (RegoType? Key, RegoType? Value)? dynamic) : RegoType
{
    public (RegoValue Key, RegoType? Value)[] Fields => fields;

    public (RegoType? Key, RegoType? Value)? Dynamic => dynamic;

    public override int Order => 5;

    public override bool HasUnknown => Array.Exists(fields, known => known.Value?.HasUnknown ?? true)
        || (dynamic is { } rest && (rest.Key is null or { HasUnknown: true } || rest.Value is null or { HasUnknown: true }));

    public RegoType? At(RegoValue key)
    {
        foreach (var (name, value) in fields)
        {
            if (name.Equals(key))
            {
                return value;
            }
        }

        return dynamic is { Key: not null } rest && TypeRules.Contains(rest.Key, TypeRules.Of(key)) ? rest.Value : null;
    }

    protected override string Write() =>
        "object" + (fields.Length > 0 ? $"<{string.Join(", ", fields.Select(field => $"{Name(field.Key)}: {Print(field.Value)}"))}>" : "")
            + (dynamic is { } rest ? $"[{Print(rest.Key)}: {Print(rest.Value)}]" : "");

    private static string Name(RegoValue key) => key is StringValue text ? text.Value : key.ToString();
}

internal sealed class SetType(RegoType? of) : RegoType
{
    public RegoType? Of => of;

    public override int Order => 6;

    public override bool HasUnknown => of?.HasUnknown ?? true;

    protected override string Write() => $"set[{Print(of)}]";
}

/// <summary>One of several types; without members it is any value.</summary>
internal sealed class UnionType(RegoType[] members) : RegoType
{
    public RegoType[] Members => members;

    public bool IsAny => members.Length == 0;

    public override int Order => 7;

    protected override string Write() => members.Length == 0 ? "any" : $"any<{string.Join(", ", (IEnumerable<RegoType>)members)}>";
}
