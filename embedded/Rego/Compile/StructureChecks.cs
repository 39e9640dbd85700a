using OpenClaw.Rego.Syntax;

namespace OpenClaw.Rego.Compile;

/// <summary>Checks that need no expressions: kinds, arities, imports, reserved names.</summary>
internal static class StructureChecks
{
    public static void Run(DocTree tree, IReadOnlyList<Module> modules, RegoCompileOptions options, ErrorList errors)
    {
        foreach (var node in tree.Root.Below())
        {
            Kinds(node, errors);
        }

        foreach (var module in modules)
        {
            Imports(module, options, errors);
            foreach (var rule in module.Rules.Where(rule => rule.Name is "input" or "data"))
            {
                errors.Add("rego_compile_error", rule.At, $"rules must not shadow {rule.Name} (use a different rule name)");
            }
        }
    }

    private static void Kinds(DocNode node, ErrorList errors)
    {
        var rules = node.AllRules().ToList();
        var functions = rules.FindAll(plan => plan.Rule.Kind == RuleKind.Function);
        var mixed = (functions.Count > 0 && functions.Count < rules.Count)
            || (node.Sets.Count > 0 && (node.Rules.Count > 0 || node.Default is not null))
            || functions.Select(plan => plan.Rule.Arguments.Count).Distinct().Count() > 1;
        if (mixed)
        {
            errors.Add("rego_type_error", rules[0].Rule.At, $"conflicting rules {node.PathText} found");
        }

        var packageBelow = node.HasRules && node.Below().Any(below => below.Packages.Count > 0);
        if (packageBelow || (node.Packages.Count > 0 && node.HasRules))
        {
            errors.Add("rego_type_error", rules[0].Rule.At, $"package {node.PathText} conflicts with rule {node.Name}");
        }

        foreach (var plan in rules.Where(plan => plan.Rule.IsDefault && plan.Rule.Value is VarTerm or RefTerm or CallTerm))
        {
            errors.Add("rego_parse_error", plan.Rule.At, $"default rule value cannot contain {(plan.Rule.Value is CallTerm ? "call" : plan.Rule.Value is RefTerm ? "ref" : "var")}");
        }

        foreach (var plan in node.Rules.Where(_ => !node.IsFunction && node.Children.Values.Any(child => child.HasRules || child.Below().Any(below => below.HasRules))))
        {
            errors.Add("rego_type_error", plan.Rule.At, $"rule {node.PathText} conflicts with {node.Below().First(below => below.HasRules).PathText}");
        }
    }

    private static void Imports(Module module, RegoCompileOptions options, ErrorList errors)
    {
        var relevant = module.Imports.Where(import => import.Path[0] is "data" or "input").ToList();
        if (!module.IsV1 && !options.StrictMode)
        {
            return;
        }

        foreach (var again in relevant.GroupBy(import => import.Name).SelectMany(group => group.Skip(1)))
        {
            errors.Add("rego_compile_error", again.At, $"import must not shadow import {string.Join('.', module.Imports.First(import => import.Name == again.Name).Path)}");
        }

        if (!options.StrictMode)
        {
            return;
        }

        var names = Mentioned(module);
        foreach (var unused in relevant.Where(import => !names.Contains(import.Name)))
        {
            errors.Add("rego_compile_error", unused.At, $"{string.Join('.', unused.Path)} unused");
        }
    }

    private static HashSet<string> Mentioned(Module module)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        SyntaxNames.Collect(module, words);
        return words;
    }
}
