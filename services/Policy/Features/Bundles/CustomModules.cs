using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.Rego;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Policy.Features.Bundles;

/// <summary>
/// Rego written by administrators. It is written as <c>package custom</c> and stands where its tenant and scope are asked, so
/// it decides about nobody else; and it sees its input and the levels, so it learns about nobody else.
/// </summary>
internal static partial class CustomModules
{
    private const string Folder = "custom/";
    private static readonly string[] Answers = ["deny", "require_approval"];

    /// <summary>Whether a module of a bundle was written by an administrator.</summary>
    public static bool IsCustom(PolicyModule module) => module.Path.StartsWith(Folder, StringComparison.Ordinal);

    /// <summary>The module under the package its place demands. The number of lines stays the same.</summary>
    public static PolicyModule Place(string tenantId, ModuleRow module)
    {
        var steps = module.Scope switch
        {
            PolicyScope.Enterprise => new[] { tenantId, "enterprise" },
            PolicyScope.Org => [tenantId, "org", module.ScopeId],
            PolicyScope.Team => [tenantId, "team", module.OrgId, module.ScopeId],
            _ => [tenantId, "user", module.ScopeId],
        };
        var package = "package custom" + string.Concat(steps.Append(module.Name).Select(step => $"[{JsonSerializer.Serialize(step)}]"));
        return new PolicyModule($"{Folder}{tenantId}/{module.Id}.rego", PackageLine().Replace(module.Source, package, 1));
    }

    /// <summary>What is wrong with a module; empty when it may stand.</summary>
    public static IReadOnlyList<PolicyFault> Check(PolicyBundle rules, string tenantId, ModuleRow module)
    {
        if (!PackageLine().IsMatch(module.Source))
        {
            return [new PolicyFault("source", "must begin with 'package custom' on a line of its own")];
        }

        try
        {
            var tree = RegoModuleInfo.Read(new RegoModule(module.Name, module.Source)).Ast;
            var faults = new List<PolicyFault>();
            FindForeignData(tree, faults);
            CheckAnswers(tree, faults);
            if (faults.Count == 0)
            {
                var placed = Place(tenantId, module);
                CompiledPolicy.Compile([.. rules.Modules.Select(known => new RegoModule(known.Path, known.Source)), new RegoModule(placed.Path, placed.Source)])
                    .Prepare(PolicyBundle.EntryPoint);
            }

            return faults;
        }
        catch (RegoException exception)
        {
            return [.. exception.Errors.Select(error => new PolicyFault("source", $"{error.Code}: {error.Message}") { Line = error.Row, Column = error.Column })];
        }
    }

    private static void CheckAnswers(JsonNode tree, List<PolicyFault> faults)
    {
        var answers = (tree["rules"] as JsonArray ?? []).Where(rule => Answers.Contains((string?)rule!["head"]?["name"])).ToList();
        if (answers.Count == 0)
        {
            faults.Add(new PolicyFault("source", "must hold a rule 'deny contains ...' or 'require_approval contains ...'"));
        }

        // Any other kind of rule would be no reason in any decision, and silently allow.
        if (answers.Exists(rule => rule!["head"]!["key"] is null || rule["head"]!["value"] is not null))
        {
            faults.Add(new PolicyFault("source", "deny and require_approval must be sets of reasons: 'deny contains \"reason\" if ...'"));
        }
    }

    private static void FindForeignData(JsonNode? node, List<PolicyFault> faults)
    {
        switch (node)
        {
            case JsonObject term when TypeOf(term) == "ref" && term["value"] is JsonArray steps && IsVar(steps[0], "data"):
                if (steps.Count < 3 || Text(steps[1]) != "openclaw" || Text(steps[2]) != "levels")
                {
                    faults.Add(new PolicyFault("source", "may read nothing of data but data.openclaw.levels"));
                }

                break;
            case JsonObject term when IsVar(term, "data"):
                faults.Add(new PolicyFault("source", "may read nothing of data but data.openclaw.levels"));
                break;
            case JsonObject parent:
                foreach (var (name, child) in parent)
                {
                    if (name != "package")
                    {
                        FindForeignData(child, faults);
                    }
                }

                break;
            case JsonArray list:
                foreach (var child in list)
                {
                    FindForeignData(child, faults);
                }

                break;
        }
    }

    private static bool IsVar(JsonNode? term, string name) => TypeOf(term) == "var" && ValueOf(term) == name;

    private static string? Text(JsonNode? term) => TypeOf(term) == "string" ? ValueOf(term) : null;

    private static string? TypeOf(JsonNode? term) => term is JsonObject tree && tree["type"] is JsonValue type ? type.ToString() : null;

    private static string? ValueOf(JsonNode? term) => term is JsonObject tree && tree["value"] is JsonValue value ? value.ToString() : null;

    [GeneratedRegex(@"^package[ \t]+custom[ \t]*\r?$", RegexOptions.Multiline)]
    private static partial Regex PackageLine();
}
