using System.Text;

namespace OpenClaw.Rego.Values;

internal sealed class ArrayValue(RegoValue[] items) : RegoValue
{
    public static readonly ArrayValue Empty = new([]);

    private int _hash;

    public RegoValue[] Items { get; } = items;

    public override RegoKind Kind => RegoKind.Array;

    public override int Count => Items.Length;

    public override RegoValue? Get(RegoValue key) =>
        key is NumberValue { IsLong: true } number && (ulong)number.Long < (ulong)Items.Length ? Items[number.Long] : null;

    public override int GetHashCode()
    {
        if (_hash == 0)
        {
            var hash = new HashCode();
            hash.Add(Items.Length);
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
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        text.Append('[');
        for (var i = 0; i < Items.Length; i++)
        {
            text.Append(i > 0 ? ", " : "");
            Items[i].WriteRego(text);
        }

        text.Append(']');
    }

    protected override int CompareSameKind(RegoValue other) => CompareItems(Items, ((ArrayValue)other).Items);

    protected override bool EqualsSameKind(RegoValue other) =>
        Items.Length == other.Count && CompareSameKind(other) == 0;

    internal static int CompareItems(RegoValue[] left, RegoValue[] right)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        for (var i = 0; i < left.Length && i < right.Length; i++)
        {
            if (left[i].CompareTo(right[i]) is var order and not 0)
            {
                return order;
            }
        }

        return left.Length.CompareTo(right.Length);
    }
}
