using System.Text.Json.Nodes;
using OpenClaw.Policy.Features.Documents;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Policy.Tests;

/// <summary>Things tests need, with good defaults. Sarah is an engineer of the team platform in engineering.</summary>
internal static class A
{
    public static Caller Sarah { get; } = new("acme", "sarah", ["user"], "engineering", "platform", "Sarah");

    public static Caller Mike { get; } = new("acme", "mike", ["user"], "engineering", "platform", "Mike");

    public static Caller Nina { get; } = new("acme", "nina", ["user"], "product", "design", "Nina");

    public static Caller Tom { get; } = new("acme", "tom", ["team_lead"], "engineering", "platform", "Tom");

    public static Caller Olga { get; } = new("acme", "olga", ["org_admin"], "engineering", null, "Olga");

    public static Caller Eve { get; } = new("acme", "eve", ["enterprise_admin"], null, null, "Eve");

    public static Caller Gus { get; } = new("globex", "gus", ["enterprise_admin"], null, null, "Gus");

    public static ActiveDocument Enterprise(string domain, string text) => Active(PolicyScope.Enterprise, "acme", domain, text);

    public static ActiveDocument Org(string domain, string text) => Active(PolicyScope.Org, "engineering", domain, text);

    public static ActiveDocument Team(string domain, string text) => Active(PolicyScope.Team, "platform", domain, text, "engineering");

    public static ActiveDocument User(string domain, string text) => Active(PolicyScope.User, "sarah", domain, text);

    public static ActiveDocument Active(PolicyScope scope, string scopeId, string domain, string text, string org = "") => new(
        Guid.CreateVersion7(), $"{scopeId}-{domain}", "1.0.0", new PolicySlot(scope, scopeId, org, "", domain), Document(domain, text));

    public static JsonObject Document(string domain, string text)
    {
        var document = PolicyDocument.Read(domain, text, out var faults);
        Assert.True(document is not null, string.Join('\n', faults));
        return document.Content;
    }

    /// <summary>What Sarah's assistant wants to do.</summary>
    public static JsonObject Input(string action, string level = "internal", JsonObject? additional = null, string tenant = "acme", params string[] roles) => new()
    {
        ["action"] = action,
        ["tenant_id"] = tenant,
        ["user_id"] = "sarah",
        ["roles"] = Fields.List(roles),
        ["org_unit"] = "engineering",
        ["team_id"] = "platform",
        ["data_classification"] = level,
        ["additional"] = additional?.DeepClone() ?? new JsonObject(),
    };
}
