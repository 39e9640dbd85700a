using System.Text;
using System.Text.Json;

namespace OpenClaw.Rego.Values;

/// <summary>
/// Reads JSON straight into values. What a thread reads lies on one stack until its collection is complete, and names that
/// come again and again are one value, so that an object costs its two arrays and no more.
/// </summary>
internal sealed class JsonValueReader
{
    private const int NameSlots = 512;
    private const int LongestCachedName = 40;
    private const int InsertionSortLimit = 24;

    [ThreadStatic]
    private static JsonValueReader? _spare;

    private readonly (StringValue Value, byte[] Utf8)[] _names = new (StringValue, byte[])[NameSlots];
    private RegoValue[] _stack = new RegoValue[256];
    private int _count;

    public static RegoValue ReadAll(ref Utf8JsonReader reader)
    {
        var state = _spare ?? new JsonValueReader();
        _spare = null;
        state._count = 0;
        reader.Read();
        var value = state.Read(ref reader);
        if (reader.Read())
        {
            throw new JsonException("more than one value");
        }

        // A huge document must not stay in memory because its thread lives on.
        _spare = state._stack.Length <= 4096 ? state : null;
        return value;
    }

    private RegoValue Read(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return NullValue.Instance;
            case JsonTokenType.True:
                return BooleanValue.True;
            case JsonTokenType.False:
                return BooleanValue.False;
            case JsonTokenType.String:
                return new StringValue(reader.GetString()!);
            case JsonTokenType.Number:
                return ReadNumber(ref reader);
            case JsonTokenType.StartArray:
                return ReadArray(ref reader);
            default:
                return ReadObject(ref reader);
        }
    }

    private static NumberValue ReadNumber(ref Utf8JsonReader reader)
    {
        if (reader.ValueSpan.Length < 19 && reader.ValueSpan[0] != '-' && reader.TryGetInt64(out var small)
            && reader.ValueSpan.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0)
        {
            return NumberValue.Of(small);
        }

        return NumberValue.Parse(Encoding.UTF8.GetString(reader.ValueSpan))
            ?? throw new JsonException("a number is out of range");
    }

    private void Push(RegoValue value)
    {
        if (_count == _stack.Length)
        {
            Array.Resize(ref _stack, _count * 2);
        }

        _stack[_count++] = value;
    }

    private ArrayValue ReadArray(ref Utf8JsonReader reader)
    {
        var start = _count;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Push(Read(ref reader));
        }

        var items = _stack.AsSpan(start, _count - start).ToArray();
        Drop(start);
        return items.Length == 0 ? ArrayValue.Empty : new ArrayValue(items);
    }

    private ObjectValue ReadObject(ref Utf8JsonReader reader)
    {
        var start = _count;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            Push(Name(ref reader));
            reader.Read();
            Push(Read(ref reader));
        }

        var size = (_count - start) / 2;
        var keys = new RegoValue[size];
        var values = new RegoValue[size];
        for (var i = 0; i < size; i++)
        {
            keys[i] = _stack[start + (i * 2)];
            values[i] = _stack[start + (i * 2) + 1];
        }

        Drop(start);
        return Finish(keys, values);
    }

    private void Drop(int start)
    {
        Array.Clear(_stack, start, _count - start);
        _count = start;
    }

    private StringValue Name(ref Utf8JsonReader reader)
    {
        if (reader.ValueIsEscaped || reader.ValueSpan.Length > LongestCachedName)
        {
            return new StringValue(reader.GetString()!);
        }

        var span = reader.ValueSpan;
        var slot = span.Length;
        foreach (var b in span)
        {
            slot = (slot * 31) + b;
        }

        ref var entry = ref _names[slot & (NameSlots - 1)];
        if (entry.Value is null || !span.SequenceEqual(entry.Utf8))
        {
            entry = (new StringValue(reader.GetString()!), span.ToArray());
        }

        return entry.Value;
    }

    private static ObjectValue Finish(RegoValue[] keys, RegoValue[] values)
    {
        if (keys.Length <= InsertionSortLimit)
        {
            InsertionSort(keys, values);
        }
        else
        {
            var order = Enumerable.Range(0, keys.Length).ToArray();
            var unsorted = keys;
            Array.Sort(order, (a, b) => unsorted[a].CompareTo(unsorted[b]) is var by && by != 0 ? by : a.CompareTo(b));
            (keys, values) = (Array.ConvertAll(order, i => unsorted[i]), Array.ConvertAll(order, i => values[i]));
        }

        return WithoutRepeats(keys, values);
    }

    private static void InsertionSort(RegoValue[] keys, RegoValue[] values)
    {
        for (var i = 1; i < keys.Length; i++)
        {
            var (key, value) = (keys[i], values[i]);
            var j = i - 1;
            for (; j >= 0 && keys[j].CompareTo(key) > 0; j--)
            {
                (keys[j + 1], values[j + 1]) = (keys[j], values[j]);
            }

            (keys[j + 1], values[j + 1]) = (key, value);
        }
    }

    /// <summary>Of a repeated name the last value counts; both sorts keep the order of equal names.</summary>
    private static ObjectValue WithoutRepeats(RegoValue[] keys, RegoValue[] values)
    {
        var kept = 0;
        for (var i = 0; i < keys.Length; i++)
        {
            if (kept > 0 && keys[kept - 1].Equals(keys[i]))
            {
                kept--;
            }

            (keys[kept], values[kept]) = (keys[i], values[i]);
            kept++;
        }

        return kept == keys.Length ? ObjectValue.FromSorted(keys, values) : ObjectValue.FromSorted(keys[..kept], values[..kept]);
    }
}
