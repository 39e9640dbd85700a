using System.Globalization;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Core;

/// <summary>Reads and copies-on-write base documents by path.</summary>
internal static class DataTree
{
    public static RegoValue? Find(RegoValue root, IReadOnlyList<string> path)
    {
        RegoValue? value = root;
        foreach (var step in path)
        {
            value = Child(value, step);
            if (value is null)
            {
                return null;
            }
        }

        return value;
    }

    /// <summary>Sets a value; missing parents become objects.</summary>
    public static RegoValue Put(RegoValue? at, ReadOnlySpan<string> path, RegoValue value, string whole)
    {
        if (path.Length == 0)
        {
            return value;
        }

        switch (at)
        {
            case null:
                return ObjectValue.Empty.With(Json.Text(path[0]), Put(null, path[1..], value, whole));
            case ObjectValue parent:
                return parent.With(Json.Text(path[0]), Put(parent.Get(path[0]), path[1..], value, whole));
            case ArrayValue array when Child(array, path[0]) is { } item:
                return array.Replace(Index(path[0]), Put(item, path[1..], value, whole));
            case ArrayValue:
                throw OpaException.NotFound($"storage_not_found_error: {whole}: array index out of range");
            default:
                throw OpaException.Conflict($"storage_write_conflict_error: {whole}");
        }
    }

    /// <summary>Removes a document that exists.</summary>
    public static RegoValue Remove(RegoValue at, ReadOnlySpan<string> path)
    {
        var name = path[0];
        var rest = path[1..];
        var child = Child(at, name)!;
        return at switch
        {
            ObjectValue parent when rest.Length == 0 => parent.Without(name),
            ObjectValue parent => parent.With(Json.Text(name), Remove(child, rest)),
            ArrayValue array when rest.Length == 0 => array.RemoveAt(Index(name)),
            ArrayValue array => array.Replace(Index(name), Remove(child, rest)),
            _ => throw new InvalidOperationException("a scalar has no children"),
        };
    }

    /// <summary>Joins two trees; two different leaves at one place are reported with their path.</summary>
    public static RegoValue Merge(RegoValue left, RegoValue right, string path = "")
    {
        if (left is not ObjectValue first || right is not ObjectValue second)
        {
            return left.Equals(right) ? left : throw new OpaException(400, "merge_error", $"merge error: {(path.Length == 0 ? "/" : path)}");
        }

        var all = first.Keys.Zip(first.Values).ToDictionary(pair => pair.First, pair => pair.Second);
        foreach (var (key, value) in second.Keys.Zip(second.Values))
        {
            all[key] = all.TryGetValue(key, out var existing) ? Merge(existing, value, $"{path}/{JsonText.Key(key)}") : value;
        }

        return ObjectValue.From(all);
    }

    public static RegoValue? Child(RegoValue? parent, string name) => parent switch
    {
        ObjectValue members => members.Get(name),
        ArrayValue array when Index(name) is var index and >= 0 && index < array.Count => array.Items[index],
        _ => null,
    };

    public static ArrayValue Replace(this ArrayValue array, int index, RegoValue value)
    {
        var copy = array.Items.ToArray();
        copy[index] = value;
        return new ArrayValue(copy);
    }

    private static ObjectValue Without(this ObjectValue parent, string name) =>
        ObjectValue.From(parent.Keys.Zip(parent.Values, KeyValuePair.Create).Where(pair => pair.Key.AsText() != name));

    private static ArrayValue RemoveAt(this ArrayValue array, int index) => new([.. array.Items.Where((_, i) => i != index)]);

    private static int Index(string name) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : -1;
}
