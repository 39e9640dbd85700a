using OpenClaw.Opa.Core;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Reports;

/// <summary>Applies the mask policy: members are JSON Pointers to erase or objects with op, path and value.</summary>
internal static class DecisionMask
{
    private static readonly string[] Maskable = ["input", "result", "nd_builtin_cache"];

    public static ObjectValue Apply(ObjectValue decision, RegoValue? rules)
    {
        var erased = new List<RegoValue>();
        var masked = new List<RegoValue>();
        RegoValue current = decision;
        foreach (var rule in rules.Items())
        {
            var pointer = rule.AsText() ?? rule.At("path").AsText() ?? "";
            var path = pointer.StartsWith('/') ? DataPath.Pointer(pointer) : [];
            if (path.Length == 0 || !Maskable.Contains(path[0]) || (path.Length > 1 && DataTree.Find(current, path[..^1]) is null))
            {
                continue;
            }

            if (rule.At("op").AsText() == "upsert")
            {
                current = DataTree.Put(current, path, rule.At("value") ?? NullValue.Instance, pointer);
                masked.Add(Json.Text(pointer));
            }
            else if (DataTree.Find(current, path) is not null)
            {
                current = DataTree.Remove(current, path);
                erased.Add(Json.Text(pointer));
            }
        }

        current = erased.Count == 0 ? current : ((ObjectValue)current).With(Json.Text("erased"), Json.Array(erased));
        return masked.Count == 0 ? (ObjectValue)current : ((ObjectValue)current).With(Json.Text("masked"), Json.Array(masked));
    }
}
