using OpenClaw.Rego;
using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Core;

/// <summary>Base documents that stand where rules or packages need the place.</summary>
internal static class PathConflicts
{
    public static IReadOnlyList<RegoError> Find(DocTree tree, RegoValue data)
    {
        var errors = new List<RegoError>();
        Visit(tree.Root, data, [], errors);
        return errors;
    }

    private static void Visit(DocNode node, RegoValue? value, string[] path, List<RegoError> errors)
    {
        if (value is null)
        {
            return;
        }

        if (node.HasRules && path.Length > 0 && node.Dynamic.Count == 0)
        {
            var at = node.AllRules().First().Rule.At;
            errors.Add(at.Error("rego_compile_error", $"conflicting rule for data path {string.Join('/', path)} found"));
            return;
        }

        if (value is not ObjectValue && node.Packages.Count > 0)
        {
            var at = node.Packages[0].At;
            errors.Add(at.Error("rego_compile_error", $"conflicting rule for data path {string.Join('/', path)} found"));
            return;
        }

        foreach (var (name, child) in node.Children)
        {
            Visit(child, (value as ObjectValue)?.Get(name), [.. path, name], errors);
        }
    }
}
