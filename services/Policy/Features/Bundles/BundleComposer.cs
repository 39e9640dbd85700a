using System.Text.Json.Nodes;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Policy.Features.Bundles;

/// <summary>Puts the folder's rules and the documents in force together.</summary>
internal static class BundleComposer
{
    private const string Tenants = "tenants";

    /// <exception cref="RuleFolderException">The folder holds documents of tenants, which belong in the database.</exception>
    public static PolicyBundle Compose(PolicyBundle folder, IEnumerable<TenantDocument> documents, IReadOnlyList<TenantModule>? modules = null, IEnumerable<TenantMember>? members = null)
    {
        if (folder.Data.ContainsKey(Tenants))
        {
            throw new RuleFolderException("The folder holds documents of tenants; policies are kept in the database.");
        }

        var data = (JsonObject)folder.Data.DeepClone();
        var tenants = TenantData.Of(documents);
        TenantData.AddMembers(tenants, members ?? []);
        TenantData.MarkModules(tenants, modules ?? []);
        data[Tenants] = tenants;
        return PolicyBundle.Create([.. folder.Modules, .. (modules ?? []).Select(module => CustomModules.Place(module.TenantId, module.Module))], data);
    }
}
