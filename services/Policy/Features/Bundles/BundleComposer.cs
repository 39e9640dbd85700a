using System.Text.Json.Nodes;
using OpenClaw.Policy.Features.Trials;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Policy.Features.Bundles;

/// <summary>Puts the folder's rules and the documents in force together.</summary>
internal static class BundleComposer
{
    private const string Tenants = "tenants";

    /// <summary>One bundle per tenant with its documents and modules alone, and one without any for everybody else.</summary>
    /// <exception cref="RuleFolderException">The folder holds documents of tenants, which belong in the database.</exception>
    public static IReadOnlyDictionary<string, PolicyBundle> Compose(
        PolicyBundle folder,
        IEnumerable<TenantDocument> documents,
        IReadOnlyList<TenantModule>? modules = null,
        IEnumerable<TenantMember>? members = null,
        IEnumerable<TenantTrial>? trials = null)
    {
        if (folder.Data.ContainsKey(Tenants))
        {
            throw new RuleFolderException("The folder holds documents of tenants; policies are kept in the database.");
        }

        var tenants = TenantData.Of(documents);
        TenantData.AddMembers(tenants, members ?? []);
        TenantData.MarkModules(tenants, modules ?? []);
        var candidates = TenantData.AddTrials(tenants, trials ?? []);
        var custom = (modules ?? []).ToLookup(module => module.TenantId, module => CustomModules.Place(module.TenantId, module.Module));
        var bundles = new Dictionary<string, PolicyBundle>(StringComparer.Ordinal) { [PolicyCatalogue.Others] = With(folder, [], []) };
        foreach (var (tenantId, document) in tenants)
        {
            var data = new JsonObject { [tenantId] = document!.DeepClone() };
            if (candidates.GetValueOrDefault(tenantId) is { } candidate)
            {
                data[PolicyTrial.CandidateKey(tenantId)] = candidate;
            }

            bundles[tenantId] = With(folder, custom[tenantId], data);
        }

        return bundles;
    }

    /// <summary>All of them in one. They have the same rules, except where the newest ones do not go with a tenant's modules.</summary>
    public static PolicyBundle Join(PolicyBundle folder, IReadOnlyDictionary<string, PolicyBundle> tenants)
    {
        var documents = new JsonObject();
        foreach (var (name, document) in tenants.Where(tenant => tenant.Key != PolicyCatalogue.Others).SelectMany(tenant => (JsonObject)tenant.Value.Data[Tenants]!))
        {
            documents[name] = document!.DeepClone();
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
