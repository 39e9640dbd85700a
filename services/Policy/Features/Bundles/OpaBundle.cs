using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Policy.Features.Bundles;

/// <summary>OPA's bundle format: a compressed archive of modules, one document and a manifest with the revision.</summary>
internal static class OpaBundle
{
    public static byte[] Pack(PolicyBundle bundle)
    {
        using var packed = new MemoryStream();
        using (var compressed = new GZipStream(packed, CompressionLevel.Optimal))
        using (var archive = new TarWriter(compressed, TarEntryFormat.Ustar))
        {
            // The empty root claims all documents: nobody can put rules or data beside those of the bundle.
            Add(archive, ".manifest", new JsonObject { ["revision"] = bundle.Version, ["roots"] = new JsonArray("") }.ToJsonString());
            Add(archive, "data.json", bundle.Data.ToJsonString());
            foreach (var module in bundle.Modules)
            {
                Add(archive, module.Path, module.Source);
            }
        }

        return packed.ToArray();
    }

    // A fixed time: equal content gives equal bytes.
    private static void Add(TarWriter archive, string name, string text) => archive.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name)
    {
        DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)),
        ModificationTime = DateTimeOffset.UnixEpoch,
    });
}
