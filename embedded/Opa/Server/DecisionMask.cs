using System.Text;
using System.Text.Json.Nodes;
using OpenClaw.Rego;

namespace OpenClaw.Opa.Server;

/// <summary>Applies <c>data.system.log.mask</c> to an event before anyone sees it.</summary>
internal static class DecisionMask
{
    private static readonly string[] Maskable = ["input", "result", "nd_builtin_cache"];

    public static JsonObject Apply(StoreState state, JsonObject entry)
    {
        var result = state.Prepare("data.system.log.mask", false).Evaluate(RegoInput.FromJson(Encoding.UTF8.GetBytes(entry.ToJsonString())));
        if (result.ToJson() is not JsonArray rules)
        {
            return entry;
        }

        var erased = new JsonArray();
        var masked = new JsonArray();
        foreach (var rule in rules)
        {
            var (op, path, value) = rule is JsonObject obj ? ((string?)obj["op"] ?? "remove", (string?)obj["path"] ?? "", obj["value"]) : ("remove", (string?)rule ?? "", null);
            var steps = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
            if (steps.Length == 0 || !Maskable.Contains(steps[0]) || JsonTree.Find(entry, steps[..^1]) is not JsonObject parent || (op == "remove" && !parent.ContainsKey(steps[^1])))
            {
                continue;
            }

            if (op == "upsert")
            {
                parent[steps[^1]] = value?.DeepClone();
                masked.Add(path);
            }
            else
            {
                parent.Remove(steps[^1]);
                erased.Add(path);
            }
        }

        if (erased.Count > 0)
        {
            entry["erased"] = erased;
        }

        if (masked.Count > 0)
        {
            entry["masked"] = masked;
        }

        return entry;
    }
}
