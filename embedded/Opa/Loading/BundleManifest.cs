using OpenClaw.Opa.Core;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Loading;

/// <summary>The <c>.manifest</c> of a bundle; sample: <c>{"revision": "7", "roots": ["roles", "http/example"]}</c>.</summary>
internal sealed record BundleManifest(string Revision, IReadOnlyList<string> Roots)
{
    /// <summary>Of a bundle without a manifest: it owns everything.</summary>
    public static BundleManifest None { get; } = new("", [""]);

    public int RegoVersion { get; init; } = 1;

    public RegoValue? Metadata { get; init; }

    /// <summary>The manifest as written; null when there is none.</summary>
    public RegoValue? Written { get; init; }

    public IReadOnlyList<string[]> RootPaths => field ??= [.. Roots.Select(DataPath.Split)];

    public ObjectValue ToJson() => Json.Object(
        ("revision", Json.Text(Revision)),
        ("roots", Json.Array(Roots.Select(Json.Text))),
        ("rego_version", RegoVersion == 1 ? null : Json.Number(RegoVersion)),
        ("metadata", Metadata));

    public static BundleManifest Parse(RegoValue value)
    {
        if (value is not ObjectValue)
        {
            throw new BundleException("manifest: not an object");
        }

        var roots = value.At("roots") is { } list ? list.Items().Select(root => (root.AsText() ?? "").Trim('/')).ToList() : [""];
        var manifest = new BundleManifest(value.At("revision").AsText() ?? "", roots)
        {
            RegoVersion = (int)(value.At("rego_version").AsLong() ?? 1),
            Metadata = value.At("metadata"),
            Written = value,
        };
        manifest.CheckRoots();
        return manifest;
    }

    private void CheckRoots()
    {
        for (var i = 0; i < RootPaths.Count; i++)
        {
            for (var j = i + 1; j < RootPaths.Count; j++)
            {
                if (DataPath.Overlaps(RootPaths[i], RootPaths[j]))
                {
                    throw new BundleException($"manifest has overlapped roots: '{Roots[i]}' and '{Roots[j]}'");
                }
            }
        }
    }
}
