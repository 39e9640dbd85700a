using OpenClaw.Opa.Core;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Loading;

/// <summary>A bundle as read: manifest, data and modules, or for a delta bundle its patch.</summary>
internal sealed record Bundle(BundleManifest Manifest, RegoValue Data, IReadOnlyList<BundleModule> Modules)
{
    /// <summary>The operations of a delta bundle.</summary>
    public RegoValue? Patch { get; init; }

    /// <summary>Names and contents, for signatures and inspection.</summary>
    public IReadOnlyList<BundleFile> Files { get; init; } = [];

    public string Type => Patch is null ? "snapshot" : "delta";

    /// <summary>Refuses data and packages outside of the roots.</summary>
    public void CheckRoots()
    {
        foreach (var module in Modules.Where(module => !Owns(module.Syntax.Package)))
        {
            throw new BundleException($"manifest roots {Written()} do not permit '{DataPath.Dotted(module.Syntax.Package)}' in module '{module.Path}'");
        }

        CheckData(Data, []);
    }

    private void CheckData(RegoValue value, string[] path)
    {
        if (Owns(path) || (value is ObjectValue { Count: 0 } && path.Length == 0))
        {
            return;
        }

        if (value is not ObjectValue members || !Manifest.RootPaths.Any(root => DataPath.Overlaps(root, path)))
        {
            throw new BundleException($"manifest roots {Written()} do not permit data at path '{DataPath.Text(path)}' (hint: check bundle directory structure)");
        }

        foreach (var (name, child) in members.Members())
        {
            CheckData(child, [.. path, name]);
        }
    }

    private bool Owns(IReadOnlyList<string> path) => Manifest.RootPaths.Any(root => DataPath.IsUnder(path, root));

    private string Written() => $"[{string.Join(' ', Manifest.Roots)}]";
}

/// <summary>One Rego file of a bundle.</summary>
internal sealed record BundleModule(string Path, string Raw, Rego.Syntax.Module Syntax);

/// <summary>One entry of a bundle; paths have no leading slash.</summary>
internal sealed record BundleFile(string Path, byte[] Content);
