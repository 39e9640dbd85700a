using System.Text.Json.Nodes;
using OpenClaw.Rego;
using OpenClaw.ServiceDefaults.Policy;
using OpenClaw.Testing;

namespace OpenClaw.Policy.Load;

/// <summary>A company with a policy of every domain in all four scopes, under the rules as they are shipped.</summary>
internal static class Company
{
    public const string Tenant = "acme";
    public const string Org = "engineering";
    public const string Team = "platform";
    public const string User = "sarah";

    private static readonly string Service = Path.Combine(SolutionPaths.Root, "services", "Policy");

    public static PolicyBundle Bundle()
    {
        var rules = Path.Combine(Service, "Rules");
        var modules = Directory.EnumerateFiles(rules, "*.rego", SearchOption.AllDirectories)
            .Where(path => !path.EndsWith("_test.rego", StringComparison.Ordinal))
            .Select(path => new PolicyModule(Path.GetRelativePath(rules, path), File.ReadAllText(path)));
        var company = new JsonObject
        {
            ["enterprise"] = Documents("enterprise"),
            ["org"] = new JsonObject { [Org] = Documents(Org) },
            ["team"] = new JsonObject { [Org] = new JsonObject { [Team] = Documents(Team) } },
            ["user"] = new JsonObject { [User] = Documents(User) },
        };
        return PolicyBundle.Create(modules, new JsonObject { ["tenants"] = new JsonObject { [Tenant] = company } });
    }

    /// <summary>The seed policies of all seven domains, as written for this scope.</summary>
    private static JsonObject Documents(string scope) => new(Directory.EnumerateFiles(Path.Combine(Service, "Baseline"), "*.yaml")
        .Order(StringComparer.Ordinal)
        .Select(path => KeyValuePair.Create(Path.GetFileNameWithoutExtension(path), (JsonNode?)Document(scope, path))));

    private static JsonObject Document(string scope, string path) => new()
    {
        ["policy"] = $"{scope}-{Path.GetFileNameWithoutExtension(path)}@1.0.0",
        ["id"] = Guid.CreateVersion7().ToString(),
        ["content"] = RegoYaml.Read(File.ReadAllText(path)),
    };
}
