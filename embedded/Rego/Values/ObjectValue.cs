using System.Text;

namespace OpenClaw.Rego.Values;

/// <summary>An object: keys in value order, values beside them.</summary>
internal sealed class ObjectValue : RegoValue
{
    public static readonly ObjectValue Empty = new([], []);

    private int[]? _table;
    private int _hash;

    private ObjectValue(RegoValue[] keys, RegoValue[] values)
    {
        Keys = keys;
        Values = values;
    }

    public RegoValue[] Keys { get; }

    public RegoValue[] Values { get; }

    public override RegoKind Kind => RegoKind.Object;

    public override int Count => Keys.Length;

    /// <summary>Takes ownership of both arrays; keys must be sorted and distinct.</summary>
    public static ObjectValue FromSorted(RegoValue[] keys, RegoValue[] values) => keys.Length == 0 ? Empty : new(keys, values);

    public static ObjectValue From(IEnumerable<KeyValuePair<RegoValue, RegoValue>> pairs)
    {
        var all = pairs.ToArray();
        return From(Array.ConvertAll(all, pair => pair.Key), Array.ConvertAll(all, pair => pair.Value));
    }

    public static ObjectValue From(Dictionary<RegoValue, RegoValue> pairs)
    {
        if (pairs.Count == 0)
        {
            return Empty;
        }

        var (keys, values) = (new RegoValue[pairs.Count], new RegoValue[pairs.Count]);
        var at = 0;
        foreach (var (key, value) in pairs)
        {
            (keys[at], values[at++]) = (key, value);
        }

        return From(keys, values);
    }

    /// <summary>Takes ownership of both arrays; keys must be distinct.</summary>
    public static ObjectValue From(RegoValue[] keys, RegoValue[] values)
    {
        Array.Sort(keys, values);
        return FromSorted(keys, values);
    }

    public static ObjectValue Of(params ReadOnlySpan<(string Key, RegoValue Value)> pairs)
    {
        var keys = new RegoValue[pairs.Length];
        var values = new RegoValue[pairs.Length];
        for (var i = 0; i < pairs.Length; i++)
        {
            keys[i] = new StringValue(pairs[i].Key);
            values[i] = pairs[i].Value;
        }

        return From(keys, values);
    }

    public override RegoValue? Get(RegoValue key)
    {
        var index = KeyTable.Find(Keys, key, ref _table);
        return index < 0 ? null : Values[index];
    }

    public RegoValue? Get(string key) => Get(new StringValue(key));

    public ObjectValue With(RegoValue key, RegoValue value)
    {
        var copy = Keys.Zip(Values).ToDictionary(pair => pair.First, pair => pair.Second);
        copy[key] = value;
        return From(copy);
    }

    public override int GetHashCode()
    {
        if (_hash == 0)
        {
            var hash = new HashCode();
            for (var i = 0; i < Keys.Length; i++)
            {
                hash.Add(Keys[i].GetHashCode());
                hash.Add(Values[i].GetHashCode());
            }

            _hash = hash.ToHashCode();
        }

        return _hash;
    }

    public override void WriteRego(StringBuilder text)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        text.Append('{');
        for (var i = 0; i < Keys.Length; i++)
        {
            text.Append(i > 0 ? ", " : "");
            Keys[i].WriteRego(text);
            text.Append(": ");
            Values[i].WriteRego(text);
        }

        text.Append('}');
    }

    protected override int CompareSameKind(RegoValue other)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        var right = (ObjectValue)other;
        for (var i = 0; i < Keys.Length && i < right.Keys.Length; i++)
        {
            var order = Keys[i].CompareTo(right.Keys[i]);
            order = order != 0 ? order : Values[i].CompareTo(right.Values[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return Keys.Length.CompareTo(right.Keys.Length);
    }

    protected override bool EqualsSameKind(RegoValue other) => Count == other.Count && CompareSameKind(other) == 0;
}
