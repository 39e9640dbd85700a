using OpenClaw.Opa.Core;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Loading;

/// <summary>Puts a bundle in force: erase what its roots hold, write, compile together, commit; or leave all as it was.</summary>
internal static class BundleActivator
{
    public static void Activate(this PolicyStore store, string name, Bundle bundle, string? etag = null) =>
        store.Write(draft =>
        {
            if (bundle.Patch is { } patch)
            {
                Patch(draft, name, bundle, patch);
            }
            else
            {
                Replace(draft, name, bundle);
            }

            var manifest = bundle.Patch is null || bundle.Manifest.Written is not null ? bundle.Manifest : draft.Bundles[name].Manifest;
            draft.Bundles = draft.Bundles.SetItem(name, new ActiveBundle(name, manifest));
            var record = Json.Object(("manifest", manifest.ToJson()), ("etag", Json.TextOrNone(etag)));
            draft.Data = DataTree.Put(draft.Data, ["system", "bundles", name], record, "/system/bundles");
        });

    private static void CheckOthers(PolicyDraft draft, string name, BundleManifest manifest)
    {
        foreach (var other in draft.Bundles.Values.Where(other => other.Name != name))
        {
            if (manifest.RootPaths.Any(root => other.Manifest.RootPaths.Any(taken => DataPath.Overlaps(root, taken))))
            {
                throw new BundleException($"detected overlapping roots in bundle manifest with: [{other.Name} {name}]");
            }
        }
    }

    private static void Replace(PolicyDraft draft, string name, Bundle bundle)
    {
        CheckOthers(draft, name, bundle.Manifest);
        var before = draft.Bundles.GetValueOrDefault(name)?.Manifest.RootPaths ?? [];
        string[][] roots = [.. before.Concat(bundle.Manifest.RootPaths)];
        draft.Modules = draft.Modules.RemoveRange(draft.Modules.Values
            .Where(module => module.Bundle == name || roots.Any(root => DataPath.IsUnder(module.Syntax.Package, root)))
            .Select(module => module.Id));
        var bundles = DataTree.Find(draft.Data, ["system", "bundles"]);
        foreach (var root in roots)
        {
            Erase(draft, root);
        }

        draft.Data = DataTree.Merge(draft.Data, bundle.Data);
        if (bundles is not null && DataTree.Find(draft.Data, ["system", "bundles"]) is null)
        {
            // The record of the other bundles belongs to the server, also when one bundle owns everything.
            draft.Data = DataTree.Put(draft.Data, ["system", "bundles"], bundles, "/system/bundles");
        }

        foreach (var module in bundle.Modules)
        {
            var id = module.Path.StartsWith('/') ? name + module.Path : $"{name}/{module.Path}";
            draft.Modules = draft.Modules.SetItem(id, new StoredModule(id, module.Raw, module.Syntax, name));
        }
    }

    private static void Erase(PolicyDraft draft, string[] root)
    {
        if (root.Length == 0)
        {
            draft.Data = ObjectValue.Empty;
        }
        else if (DataTree.Find(draft.Data, root) is not null)
        {
            draft.Data = DataTree.Remove(draft.Data, root);
        }
    }

    private static void Patch(PolicyDraft draft, string name, Bundle bundle, RegoValue patch)
    {
        if (draft.Bundles.GetValueOrDefault(name) is not { } active)
        {
            throw new BundleException("a delta bundle needs an active snapshot bundle");
        }

        if (bundle.Manifest.Written is not null && !bundle.Manifest.Roots.Order().SequenceEqual(active.Manifest.Roots.Order()))
        {
            throw new BundleException("delta bundle roots do not match the active snapshot's");
        }

        if (patch.Count == 0)
        {
            // An empty list of operations clears the data and leaves the policies.
            foreach (var root in active.Manifest.RootPaths)
            {
                Erase(draft, root);
            }

            return;
        }

        foreach (var operation in patch.Items())
        {
            Apply(draft, active.Manifest, operation);
        }
    }

    private static void Apply(PolicyDraft draft, BundleManifest manifest, RegoValue operation)
    {
        var path = DataPath.Pointer("/" + (operation.At("path").AsText() ?? "").TrimStart('/'));
        if (!manifest.RootPaths.Any(root => DataPath.IsUnder(path, root)))
        {
            throw new BundleException($"patch path {DataPath.Text(path)} is outside of the bundle's roots");
        }

        var value = operation.At("value") ?? NullValue.Instance;
        switch (operation.At("op").AsText())
        {
            case "upsert":
                draft.Data = DataTree.Put(draft.Data, path, value, DataPath.Text(path));
                break;
            case "replace":
                draft.Data = DataTree.Find(draft.Data, path) is null
                    ? throw new BundleException($"patch path {DataPath.Text(path)} does not exist")
                    : DataTree.Put(draft.Data, path, value, DataPath.Text(path));
                break;
            case "remove":
                draft.Data = DataTree.Find(draft.Data, path) is null
                    ? throw new BundleException($"patch path {DataPath.Text(path)} does not exist")
                    : DataTree.Remove(draft.Data, path);
                break;
            case var other:
                throw new BundleException($"bad patch operation: {other}");
        }
    }
}
