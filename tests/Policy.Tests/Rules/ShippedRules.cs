using System.Text.Json.Nodes;
using OpenClaw.Policy.Infrastructure;
using OpenClaw.Policy.Options;
using OpenClaw.Rego;
using OpenClaw.ServiceDefaults.Policy;
using OpenClaw.Testing;

namespace OpenClaw.Policy.Tests.Rules;

/// <summary>The rules of the repository over the documents of a test.</summary>
internal sealed class ShippedRules
{
    private readonly RegoQuery _query;

    private ShippedRules(RegoQuery query) => _query = query;

    public static PolicyBundle Bundle { get; } = new RuleFolder(Microsoft.Extensions.Options.Options.Create(
        new RulesOptions { Folder = Path.Combine(SolutionPaths.Root, "services/Policy/Rules") })).Read();

    /// <summary>The seed documents as shipped.</summary>
    public static ShippedRules Seeded() => new(Compile(Bundle.Data));

    /// <summary>Tenant acme with these documents instead.</summary>
    public static ShippedRules With(string? integrations, string? actions)
    {
        var acme = new JsonObject();
        Add(acme, "integrations", integrations);
        Add(acme, "actions", actions);
        return new ShippedRules(Compile(new JsonObject { ["tenants"] = new JsonObject { ["acme"] = acme } }));
    }

    public Verdict Decide(string action, string level = "internal", string tenant = "acme", JsonObject? additional = null)
    {
        var answer = _query.Evaluate(new JsonObject
        {
            ["action"] = action,
            ["tenant_id"] = tenant,
            ["user_id"] = "sarah",
            ["roles"] = new JsonArray(),
            ["data_classification"] = level,
            ["additional"] = additional ?? [],
        }).ToJson()!;
        return new Verdict(
            (string)answer["result"]!, (string)answer["policy"]!, (string)answer["reason"]!, (JsonObject)answer["constraints"]!);
    }

    private static RegoQuery Compile(JsonNode data) => CompiledPolicy
        .Compile(Bundle.Modules.Select(module => new RegoModule(module.Path, module.Source)), data)
        .Prepare(PolicyBundle.EntryPoint);

    private static void Add(JsonObject tenant, string domain, string? document)
    {
        if (document is not null)
        {
            tenant[domain] = JsonNode.Parse(document);
        }
    }
}

internal sealed record Verdict(string Result, string Policy, string Reason, JsonObject Constraints)
{
    public string? Limit(string name) => Constraints[name]?.ToString();
}
