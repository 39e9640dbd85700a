using System.Text.Json.Nodes;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Policy.Features.Bundles;

/// <summary>Puts the folder's rules and the documents in force together.</summary>
internal static class BundleComposer
{
    private const string Tenants = "tenants";

    /// <summary>One bundle per tenant with its documents and modules alone, and one without any for everybody else.</summary>
    /// <exception cref="RuleFolderException">The folder holds documents of tenants, which belong in the database.</exception>
    public static IReadOnlyDictionary<string, PolicyBundle> Compose(
        PolicyBundle folder, IEnumerable<TenantDocument> documents, IReadOnlyList<TenantModule>? modules = null, IEnumerable<TenantMember>? members = null)
    {
        if (folder.Data.ContainsKey(Tenants))
        {
            throw new RuleFolderException("The folder holds documents of tenants; policies are kept in the database.");
        }

        var tenants = TenantData.Of(documents);
        TenantData.AddMembers(tenants, members ?? []);
        TenantData.MarkModules(tenants, modules ?? []);
        var custom = (modules ?? []).ToLookup(module => module.TenantId, module => CustomModules.Place(module.TenantId, module.Module));
        var bundles = new Dictionary<string, PolicyBundle>(StringComparer.Ordinal) { [PolicyCatalogue.Others] = With(folder, [], []) };
        foreach (var (tenantId, document) in tenants)
        {
            bundles[tenantId] = With(folder, custom[tenantId], new JsonObject { [tenantId] = document!.DeepClone() });
        }

        return bundles;
    }

    /// <summary>All of them in one. They have the same rules, except where the newest ones do not go with a tenant's modules.</summary>
    public static PolicyBundle Join(PolicyBundle folder, IReadOnlyDictionary<string, PolicyBundle> tenants)
    {
        var documents = new JsonObject();
        foreach (var (tenantId, bundle) in tenants.Where(tenant => tenant.Key != PolicyCatalogue.Others))
        {
            documents[tenantId] = bundle.Data[Tenants]![tenantId]!.DeepClone();
        }

        return With(folder, tenants.Values.SelectMany(bundle => bundle.Modules.Where(CustomModules.IsCustom)), documents);
    }

    private static PolicyBundle With(PolicyBundle folder, IEnumerable<PolicyModule> custom, JsonObject tenants)
    {
        var data = (JsonObject)folder.Data.DeepClone();
        data[Tenants] = tenants;
        return PolicyBundle.Create([.. folder.Modules, .. custom], data);
    }
}
