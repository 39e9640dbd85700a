using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Core;

/// <summary>JSON Patch as OPA takes it: add, remove and replace.</summary>
internal static class DataPatch
{
    public static RegoValue Apply(RegoValue data, IReadOnlyList<string> prefix, RegoValue operations)
    {
        if (operations is not ArrayValue list)
        {
            throw OpaException.Invalid("body must be an array of patch operations");
        }

        foreach (var operation in list.Items)
        {
            data = Apply(data, prefix, operation.At("op").AsText(), operation.At("path").AsText(), operation.At("value"));
        }

        return data;
    }

    private static RegoValue Apply(RegoValue data, IReadOnlyList<string> prefix, string? name, string? pointer, RegoValue? value)
    {
        if (pointer is null)
        {
            throw OpaException.Invalid("bad patch path: missing");
        }

        // OPA takes the path with and without slashes around it.
        var trimmed = pointer.Trim('/');
        var path = prefix.Concat(DataPath.Pointer(trimmed.Length == 0 ? "" : "/" + trimmed)).ToArray();
        var whole = DataPath.Text(path);
        switch (name)
        {
            case "remove":
                Require(data, path, whole);
                return path.Length == 0 ? throw OpaException.Invalid("the root of data cannot be removed") : DataTree.Remove(data, path);
            case "replace":
                Require(data, path, whole);
                return DataTree.Put(data, path, value ?? NullValue.Instance, whole);
            case "add":
                return Add(data, path, value ?? NullValue.Instance, whole);
            default:
                throw OpaException.Invalid($"unknown patch operation: {name}");
        }
    }

    private static RegoValue Add(RegoValue data, string[] path, RegoValue value, string whole)
    {
        if (path.Length == 0)
        {
            return value;
        }

        var parent = path[..^1];
        switch (DataTree.Find(data, parent))
        {
            case null:
                throw OpaException.NotFound($"storage_not_found_error: {whole}: document does not exist");
            case ObjectValue:
                return DataTree.Put(data, path, value, whole);
            case ArrayValue array:
                var items = array.Items.ToList();
                items.Insert(Position(path[^1], items.Count, whole), value);
                return DataTree.Put(data, parent, Json.Array(items), whole);
            default:
                throw OpaException.Conflict($"storage_write_conflict_error: {whole}");
        }
    }

    private static int Position(string step, int count, string whole)
    {
        if (step == "-")
        {
            return count;
        }

        return int.TryParse(step, out var index) && index >= 0 && index <= count
            ? index
            : throw OpaException.NotFound($"storage_not_found_error: {whole}: array index out of range");
    }

    private static void Require(RegoValue data, string[] path, string whole)
    {
        if (DataTree.Find(data, path) is null)
        {
            throw OpaException.NotFound($"storage_not_found_error: {whole}: document does not exist");
        }
    }
}
