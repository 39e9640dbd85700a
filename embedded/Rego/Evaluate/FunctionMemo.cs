using System.Runtime.CompilerServices;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Evaluate;

/// <summary>
/// Results of functions by arguments within one world. A table of its own because it is emptied and filled again at each
/// decision without allocating. Large arguments are the same only when they are one object: to compare or hash them by
/// content could cost more than the call.
/// </summary>
internal sealed class FunctionMemo
{
    private const int MaxEntries = 65_536;
    private const int SmallArgument = 8;
    private const int LongText = 256;

    private int[] _buckets = new int[16];
    private Entry[] _entries = new Entry[16];
    private RegoValue[] _arguments = new RegoValue[32];
    private int _count;
    private int _used;

    public void Clear()
    {
        if (_count == 0)
        {
            return;
        }

        Array.Clear(_buckets);
        Array.Clear(_entries, 0, _count);
        Array.Clear(_arguments, 0, _used);
        (_count, _used) = (0, 0);
    }

    public static int Hash(int function, ReadOnlySpan<RegoValue> arguments)
    {
        var hash = function;
        foreach (var argument in arguments)
        {
            hash = (hash * 31) + (ByContent(argument) ? argument.GetHashCode() : RuntimeHelpers.GetHashCode(argument));
        }

        return hash;
    }

    /// <summary>The known result, or the mark of an undefined one; null when the call is new.</summary>
    public RegoValue? Find(int function, int hash, ReadOnlySpan<RegoValue> arguments)
    {
        for (var i = _buckets[hash & (_buckets.Length - 1)]; i > 0; i = _entries[i - 1].Next)
        {
            ref var entry = ref _entries[i - 1];
            if (entry.Hash == hash && entry.Function == function && Same(entry.Start, arguments))
            {
                return entry.Result;
            }
        }

        return null;
    }

    public void Add(int function, int hash, ReadOnlySpan<RegoValue> arguments, RegoValue result)
    {
        if (_count == MaxEntries)
        {
            return;
        }

        if (_count == _entries.Length)
        {
            Grow();
        }

        while (_used + arguments.Length > _arguments.Length)
        {
            Array.Resize(ref _arguments, _arguments.Length * 2);
        }

        arguments.CopyTo(_arguments.AsSpan(_used));
        ref var bucket = ref _buckets[hash & (_buckets.Length - 1)];
        _entries[_count++] = new Entry(function, hash, _used, bucket, result);
        bucket = _count;
        _used += arguments.Length;
    }

    private static bool ByContent(RegoValue value) => value switch
    {
        StringValue text => text.Value.Length <= LongText,
        ArrayValue array => array.Count <= SmallArgument && Array.TrueForAll(array.Items, IsScalar),
        ObjectValue or SetValue => false,
        _ => true,
    };

    private static bool IsScalar(RegoValue value) => value is NullValue or BooleanValue or NumberValue or StringValue { Value.Length: <= LongText };

    private bool Same(int start, ReadOnlySpan<RegoValue> arguments)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            var known = _arguments[start + i];
            if (!ReferenceEquals(known, arguments[i]) && !(ByContent(known) && ByContent(arguments[i]) && known.Equals(arguments[i])))
            {
                return false;
            }
        }

        return true;
    }

    private void Grow()
    {
        Array.Resize(ref _entries, _entries.Length * 2);
        _buckets = new int[_entries.Length];
        for (var i = 0; i < _count; i++)
        {
            ref var bucket = ref _buckets[_entries[i].Hash & (_buckets.Length - 1)];
            _entries[i] = _entries[i] with { Next = bucket };
            bucket = i + 1;
        }
    }

    /// <param name="Next">Position of the next entry of the bucket plus one; 0 at its end.</param>
    private readonly record struct Entry(int Function, int Hash, int Start, int Next, RegoValue Result);
}
