using OpenClaw.Opa.Core;
using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Filters;

/// <summary>What the annotations of a rule and of the scopes around it say about its filters.</summary>
internal static class FilterAnnotations
{
    /// <summary>Unknowns of all scopes together; null when none names any.</summary>
    public static IReadOnlyList<string>? Unknowns(DocTree tree, DocNode? rule)
    {
        var names = Chain(tree, rule).SelectMany(entry => Settings(entry).SelectMany(settings => settings.At("unknowns").Items())).Select(item => item.AsText() ?? "").Distinct().ToList();
        var wrong = names.FindAll(name => name.Split('.', '[')[0] is not ("input" or "data"));
        if (wrong.Count > 0)
        {
            var at = rule!.AllRules().First().Rule.At;
            throw new OpaException(400, "evaluation_error", "error(s) occurred while evaluating query",
                [.. wrong.Select(name => at.Error("invalid_unknown", $"unknowns must be prefixed with `input` or `data`: {name}"))]);
        }

        return names.Count == 0 ? null : names;
    }

    /// <summary>The nearest scope that names a mask rule wins.</summary>
    public static string? MaskRule(DocTree tree, DocNode? rule) =>
        Chain(tree, rule).SelectMany(Settings).Select(settings => settings.At("mask_rule").AsText()).FirstOrDefault(name => name is not null);

    private static IEnumerable<RegoValue> Chain(DocTree tree, DocNode? rule) => rule?.AllRules().SelectMany(plan => ((RegoValue)MetadataChain.Of(tree, plan.Module, plan.Rule)).Items()) ?? [];

    private static IEnumerable<RegoValue> Settings(RegoValue entry) =>
        new[] { entry.At("annotations", "compile"), entry.At("annotations", "custom") }.OfType<RegoValue>();
}
