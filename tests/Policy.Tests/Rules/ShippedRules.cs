using System.Text.Json.Nodes;
using OpenClaw.Policy.Features.Bundles;
using OpenClaw.Policy.Features.Documents;
using OpenClaw.Policy.Features.Policies;
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

    public static string BaselineOf(string domain) =>
        File.ReadAllText(Path.Combine(SolutionPaths.Root, $"services/Policy/Baseline/{domain}.yaml"));

    /// <summary>Tenant acme with the baseline of all domains.</summary>
    public static ShippedRules Seeded() => Of([.. PolicyDomains.All.Keys.Select(domain => A.Enterprise(domain, BaselineOf(domain)))]);

    /// <summary>
    /// Tenant acme with these enterprise documents, which nobody checked: the rules have to be safe by themselves. A member
    /// <c>name</c> names the policy.
    /// </summary>
    public static ShippedRules With(string? integrations, string? actions) => Of(
    [
        .. integrations is null ? Array.Empty<ActiveDocument>() : [Unchecked("integrations", integrations)],
        .. actions is null ? Array.Empty<ActiveDocument>() : [Unchecked("actions", actions)],
        A.Enterprise("data", "external_sharing_max: restricted"),
    ]);

    private static ActiveDocument Unchecked(string domain, string json)
    {
        var content = (JsonObject)JsonNode.Parse(json)!;
        var name = (string?)content["name"] ?? domain;
        content.Remove("name");
        return A.Enterprise(domain, "{}") with { Name = name, Document = content };
    }

    public static ShippedRules Of(params ActiveDocument[] documents) =>
        OfTenants([.. documents.Select(document => new TenantDocument("acme", document))]);

    /// <summary>A bundle as a service hands it out.</summary>
    public static ShippedRules Of(PolicyBundle bundle) => new(CompiledPolicy
        .Compile(bundle.Modules.Select(module => new RegoModule(module.Path, module.Source)), bundle.Data)
        .Prepare(PolicyBundle.EntryPoint));

    public static ShippedRules OfTenants(params TenantDocument[] documents) => new(CompiledPolicy
        .Compile(Bundle.Modules.Select(module => new RegoModule(module.Path, module.Source)), BundleComposer.Join(Bundle, BundleComposer.Compose(Bundle, documents)).Data)
        .Prepare(PolicyBundle.EntryPoint));

    public JsonNode? Answer(JsonObject input) => _query.Evaluate(input).ToJson();

    public Verdict Decide(string action, string level = "internal", string tenant = "acme", JsonObject? additional = null, params string[] roles)
    {
        var answer = _query.Evaluate(A.Input(action, level, additional, tenant, roles)).ToJson()!;
        return new Verdict(
            (string)answer["result"]!, (string)answer["policy"]!, (string)answer["reason"]!, (JsonObject)answer["constraints"]!);
    }

    public bool Evaluate(ReadOnlySpan<byte> input) => _query.Evaluate(input).IsDefined;

    public string Result(JsonObject input) => (string)_query.Evaluate(input).ToJson()!["result"]!;
}

internal sealed record Verdict(string Result, string Policy, string Reason, JsonObject Constraints)
{
    public string? Limit(string name) => Constraints[name]?.ToString();
}
