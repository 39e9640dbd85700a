using System.Text;

namespace OpenClaw.Rego.Values;

/// <summary>A set: distinct members in value order.</summary>
internal sealed class SetValue : RegoValue
{
    public static readonly SetValue Empty = new([]);

    private int[]? _table;
    private int _hash;

    private SetValue(RegoValue[] items) => Items = items;

    public RegoValue[] Items { get; }

    public override RegoKind Kind => RegoKind.Set;

    public override int Count => Items.Length;

    public static SetValue FromSorted(RegoValue[] items) => items.Length == 0 ? Empty : new(items);

    public static SetValue From(IEnumerable<RegoValue> items)
    {
        var distinct = items as HashSet<RegoValue> ?? [.. items];
        if (distinct.Count == 0)
        {
            return Empty;
        }

        var sorted = new RegoValue[distinct.Count];
        distinct.CopyTo(sorted);
        Array.Sort(sorted);
        return FromSorted(sorted);
    }

    public bool Contains(RegoValue item) => KeyTable.Find(Items, item, ref _table) >= 0;

    public override RegoValue? Get(RegoValue key) => KeyTable.Find(Items, key, ref _table) is var index and >= 0 ? Items[index] : null;

    public override int GetHashCode()
    {
        if (_hash == 0)
        {
            var hash = new HashCode();
            hash.Add(3);
            foreach (var item in Items)
            {
                hash.Add(item.GetHashCode());
            }

            _hash = hash.ToHashCode();
        }

        return _hash;
    }

    public override void WriteRego(StringBuilder text)
    {
        if (Items.Length == 0)
        {
            text.Append("set()");
            return;
        }

        text.Append('{');
        for (var i = 0; i < Items.Length; i++)
        {
            text.Append(i > 0 ? ", " : "");
            Items[i].WriteRego(text);
        }

        text.Append('}');
    }

    protected override int CompareSameKind(RegoValue other) => ArrayValue.CompareItems(Items, ((SetValue)other).Items);

    protected override bool EqualsSameKind(RegoValue other) => Count == other.Count && CompareSameKind(other) == 0;
}
