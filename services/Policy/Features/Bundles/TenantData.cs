using System.Text.Json.Nodes;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.Policy.Features.Trials;

namespace OpenClaw.Policy.Features.Bundles;

/// <summary>The documents in force as the rules look them up: <c>data.tenants.&lt;tenant&gt;.&lt;scope&gt;[...].&lt;domain&gt;</c>.</summary>
internal static class TenantData
{
    public static JsonObject Of(IEnumerable<TenantDocument> documents)
    {
        var tenants = new JsonObject();
        foreach (var (tenantId, document) in documents)
        {
            Place(Child(tenants, tenantId), document);
        }

        return tenants;
    }

    /// <summary>Adds where people belong: <c>data.tenants.&lt;tenant&gt;.members.&lt;user&gt;</c>.</summary>
    public static void AddMembers(JsonObject tenants, IEnumerable<TenantMember> members)
    {
        foreach (var (tenantId, membership) in members)
        {
            Child(Child(tenants, tenantId), "members")[membership.UserId] = new JsonObject { ["org"] = membership.OrgId, ["team"] = membership.TeamId };
        }
    }

    /// <summary>Tells the rules which tenants have modules at all, so that nobody else's decisions look for any.</summary>
    public static void MarkModules(JsonObject tenants, IEnumerable<TenantModule> modules)
    {
        foreach (var (tenantId, _) in modules)
        {
            Child(tenants, tenantId)["has_modules"] = true;
        }
    }

    /// <summary>
    /// Says what is tried in a tenant, and gives the documents with the draft in its place, which the rules take where the draft
    /// is asked.
    /// </summary>
    public static Dictionary<string, JsonObject> AddTrials(JsonObject tenants, IEnumerable<TenantTrial> trials)
    {
        var candidates = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var (tenantId, trial, draft) in trials)
        {
            var tenant = Child(tenants, tenantId);
            candidates[tenantId] = With(tenant, [draft]);
            tenant["trial"] = trial.ToJson(tenantId);
        }

        return candidates;
    }

    /// <summary>A tenant's documents with some replaced whole by drafts.</summary>
    public static JsonObject With(JsonObject? tenant, IEnumerable<ActiveDocument> drafts)
    {
        var result = (JsonObject?)tenant?.DeepClone() ?? [];
        result.Remove("trial");
        foreach (var draft in drafts)
        {
            Place(result, draft);
        }

        return result;
    }

    /// <summary>A tenant's documents alone.</summary>
    public static JsonObject Of(IEnumerable<ActiveDocument> documents)
    {
        var tenant = new JsonObject();
        foreach (var document in documents)
        {
            Place(tenant, document);
        }

        return tenant;
    }

    private static void Place(JsonObject tenant, ActiveDocument document)
    {
        var slot = document.Slot;
        var scope = slot.Scope switch
        {
            PolicyScope.Enterprise => Child(tenant, "enterprise"),
            PolicyScope.Org => Child(Child(tenant, "org"), slot.ScopeId),
            PolicyScope.Team => Child(Child(Child(tenant, "team"), slot.OrgId), slot.ScopeId),
            _ => Child(Child(tenant, "user"), slot.ScopeId),
        };
        scope[slot.Domain] = new JsonObject
        {
            ["policy"] = document.Label,
            ["id"] = document.PolicyId.ToString(),
            ["content"] = document.Document.DeepClone(),
        };
    }

    private static JsonObject Child(JsonObject parent, string name) => (JsonObject)(parent[name] ??= new JsonObject());
}
