using System.Globalization;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins;

/// <summary>RFC 6902 on engine values; sets are reached by member. What does not apply makes the whole undefined.</summary>
internal static class JsonPatch
{
    public static RegoValue? Apply(RegoValue document, ArrayValue patches)
    {
        RegoValue? result = document;
        foreach (var patch in patches.Items)
        {
            if (result is null || patch is not ObjectValue fields || fields.Get("op") is not StringValue op
                || fields.Get("path") is not { } pathValue || Segments(pathValue) is not { } path)
            {
                return null;
            }

            result = One(result, op.Value, path, fields);
        }

        return result;
    }

    /// <summary>The steps of a path given as text with slashes or as an array.</summary>
    public static RegoValue[]? Segments(RegoValue path) => path switch
    {
        ArrayValue array => array.Items,
        StringValue { Value: "" } => [],
        StringValue text => [.. text.Value.TrimStart('/').Split('/').Select(part =>
            Operands.Value(part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)))],
        _ => null,
    };

    private static RegoValue? One(RegoValue document, string op, RegoValue[] path, ObjectValue fields)
    {
        switch (op)
        {
            case "add":
                return fields.Get("value") is { } added ? Add(document, path, added) : null;
            case "remove":
                return Remove(document, path);
            case "replace":
                return fields.Get("value") is { } replacement ? Replace(document, path, replacement) : null;
            case "move" or "copy":
                if (fields.Get("from") is not { } fromValue || Segments(fromValue) is not { } from || Find(document, from) is not { } source)
                {
                    return null;
                }

                var without = op == "move" ? Remove(document, from) : document;
                return without is null ? null : Add(without, path, source);
            case "test":
                return fields.Get("value") is { } expected && Find(document, path) is { } actual && actual.Equals(expected) ? document : null;
            default:
                return null;
        }
    }

    private static RegoValue? Find(RegoValue document, ReadOnlySpan<RegoValue> path)
    {
        RegoValue? value = document;
        foreach (var step in path)
        {
            value = value is null ? null : Child(value, step);
        }

        return value;
    }

    private static RegoValue? Child(RegoValue value, RegoValue step) =>
        value is ArrayValue array ? (Index(step, array.Count - 1) is { } index ? array.Items[index] : null) : value.Get(step);

    private static int? Index(RegoValue step, int last)
    {
        var index = step switch
        {
            NumberValue { IsLong: true } number => number.Long,
            StringValue text when text.Value == "0" || (text.Value.Length is > 0 and < 10 && text.Value[0] != '0' && text.Value.All(char.IsAsciiDigit)) =>
                int.Parse(text.Value, CultureInfo.InvariantCulture),
            _ => -1,
        };
        return index >= 0 && index <= last ? (int)index : null;
    }

    private static RegoValue? Descend(RegoValue document, RegoValue step, Func<RegoValue, RegoValue?> change)
    {
        if (Child(document, step) is not { } child || change(child) is not { } changed)
        {
            return null;
        }

        switch (document)
        {
            case ObjectValue obj:
                return obj.With(step, changed);
            case ArrayValue array:
                var items = (RegoValue[])array.Items.Clone();
                items[Index(step, array.Count - 1)!.Value] = changed;
                return new ArrayValue(items);
            case SetValue set:
                return SetValue.From(set.Items.Where(item => !item.Equals(step)).Append(changed));
            default:
                return null;
        }
    }

    private static RegoValue? Add(RegoValue document, RegoValue[] path, RegoValue value)
    {
        if (path.Length == 0)
        {
            return value;
        }

        if (path.Length > 1)
        {
            return Descend(document, path[0], child => Add(child, path[1..], value));
        }

        switch (document)
        {
            case ObjectValue obj:
                return obj.With(path[0], value);
            case ArrayValue array:
                var index = path[0] is StringValue { Value: "-" } ? array.Count : Index(path[0], array.Count);
                return index is { } at ? new ArrayValue([.. array.Items[..at], value, .. array.Items[at..]]) : null;
            case SetValue set:
                return path[0].Equals(value) ? SetValue.From(set.Items.Append(value)) : null;
            default:
                return null;
        }
    }

    private static RegoValue? Remove(RegoValue document, RegoValue[] path)
    {
        if (path.Length == 0)
        {
            return null;
        }

        if (path.Length > 1)
        {
            return Descend(document, path[0], child => Remove(child, path[1..]));
        }

        if (Child(document, path[0]) is null)
        {
            return null;
        }

        switch (document)
        {
            case ObjectValue obj:
                return ObjectValue.From(obj.Keys.Zip(obj.Values).Where(pair => !pair.First.Equals(path[0])).Select(pair => KeyValuePair.Create(pair.First, pair.Second)));
            case ArrayValue array:
                var at = Index(path[0], array.Count - 1)!.Value;
                return new ArrayValue([.. array.Items[..at], .. array.Items[(at + 1)..]]);
            default:
                return SetValue.From(((SetValue)document).Items.Where(item => !item.Equals(path[0])));
        }
    }

    private static RegoValue? Replace(RegoValue document, RegoValue[] path, RegoValue value)
    {
        if (path.Length == 0)
        {
            return value;
        }

        if (path.Length == 1 && document is SetValue && !path[0].Equals(value))
        {
            // The path of a member is the member: another value cannot stand there.
            return null;
        }

        return Descend(document, path[0], child => path.Length == 1 ? value : Replace(child, path[1..], value));
    }
}
