using System.Collections.Immutable;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Core;

/// <summary>A state under change; nobody sees it before it compiles.</summary>
internal sealed class PolicyDraft(PolicyState from)
{
    public RegoValue Data { get; set; } = from.Data;

    public ImmutableSortedDictionary<string, StoredModule> Modules { get; set; } = from.Modules;

    public ImmutableSortedDictionary<string, ActiveBundle> Bundles { get; set; } = from.Bundles;

    /// <summary>Refuses a write over the API into what a bundle owns.</summary>
    public void CheckOwner(IReadOnlyList<string> path)
    {
        foreach (var bundle in Bundles.Values)
        {
            foreach (var root in bundle.Manifest.RootPaths)
            {
                if (root.Length == 0)
                {
                    throw OpaException.Invalid($"all paths owned by bundle \"{bundle.Name}\"");
                }

                if (path.Count == 0)
                {
                    throw OpaException.Invalid("can't write to document root with bundle roots configured");
                }

                if (DataPath.Overlaps(path, root))
                {
                    throw OpaException.Invalid($"path {string.Join('/', path)} is owned by bundle \"{bundle.Name}\"");
                }
            }
        }
    }
}
