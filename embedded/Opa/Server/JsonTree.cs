using System.Globalization;
using System.Text.Json.Nodes;

namespace OpenClaw.Opa.Server;

/// <summary>Writes into a tree of documents.</summary>
internal static class JsonTree
{
    public static void Put(JsonObject root, IReadOnlyList<string> path, JsonNode? value)
    {
        var node = root;
        foreach (var step in path.SkipLast(1))
        {
            if (node[step] is null)
            {
                node[step] = new JsonObject();
            }

            node = node[step] as JsonObject ?? throw Conflict(path);
        }

        node[path[^1]] = value?.DeepClone();
    }

    /// <summary>Removes what is at a path of slashes; the empty path removes everything.</summary>
    public static bool Remove(JsonObject root, string path)
    {
        var steps = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (steps.Length == 0)
        {
            root.Clear();
            return true;
        }

        return Find(root, steps[..^1]) is JsonObject parent && parent.Remove(steps[^1]);
    }

    public static JsonNode? Find(JsonNode root, IEnumerable<string> path)
    {
        var node = root;
        foreach (var step in path)
        {
            node = node switch
            {
                JsonObject obj => obj[step],
                JsonArray array when int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < array.Count => array[index],
                _ => null,
            };
            if (node is null)
            {
                return null;
            }
        }

        return node;
    }

    public static void Merge(JsonObject target, JsonObject source)
    {
        foreach (var (key, value) in source)
        {
            if (target[key] is JsonObject own && value is JsonObject other)
            {
                Merge(own, other);
            }
            else
            {
                target[key] = value?.DeepClone();
            }
        }
    }

    /// <summary>One operation of a JSON Patch, with the path of the URL in front.</summary>
    public static void Patch(JsonObject root, IReadOnlyList<string> prefix, JsonObject operation)
    {
        string[] path = [.. prefix, .. ((string?)operation["path"] ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Unescape)];
        var op = (string?)operation["op"];
        if (op is not ("add" or "remove" or "replace") || path.Length == 0)
        {
            throw new ApiException(400, "invalid_parameter", $"bad patch operation {op}");
        }

        var parent = Find(root, path[..^1]) ?? throw NotFound(path);
        var last = path[^1];
        switch (parent)
        {
            case JsonObject obj when op == "add" || obj.ContainsKey(last):
                if (op == "remove")
                {
                    obj.Remove(last);
                }
                else
                {
                    obj[last] = operation["value"]?.DeepClone();
                }

                break;
            case JsonArray array:
                PatchArray(array, op, last, operation["value"], path);
                break;
            default:
                throw NotFound(path);
        }
    }

    private static void PatchArray(JsonArray array, string op, string step, JsonNode? value, IReadOnlyList<string> path)
    {
        var isEnd = step == "-" && op == "add";
        if (!isEnd && (!int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var at) || at >= array.Count + (op == "add" ? 1 : 0)))
        {
            throw NotFound(path);
        }

        var index = isEnd ? array.Count : int.Parse(step, CultureInfo.InvariantCulture);
        switch (op)
        {
            case "add":
                array.Insert(index, value?.DeepClone());
                break;
            case "replace":
                array[index] = value?.DeepClone();
                break;
            default:
                array.RemoveAt(index);
                break;
        }
    }

    private static string Unescape(string step) => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);

    public static ApiException NotFound(IEnumerable<string> path) =>
        new(404, "resource_not_found", $"storage_not_found_error: /{string.Join('/', path)}: document does not exist");

    private static ApiException Conflict(IEnumerable<string> path) =>
        new(404, "resource_conflict", $"storage_write_conflict_error: /{string.Join('/', path)}");
}
