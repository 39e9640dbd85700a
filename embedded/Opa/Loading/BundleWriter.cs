using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using OpenClaw.Opa.Core;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Loading;

/// <summary>Writes a bundle archive; the same content always gives the same bytes.</summary>
internal static class BundleWriter
{
    public static void Write(Stream output, BundleManifest manifest, RegoValue data, IEnumerable<(string Path, string Source)> modules)
    {
        using var packed = new GZipStream(output, CompressionLevel.SmallestSize, leaveOpen: true);
        using var tar = new TarWriter(packed, TarEntryFormat.Ustar);
        Add(tar, "/data.json", Json.Write(data) + "\n");
        foreach (var (path, source) in modules.OrderBy(module => module.Path, StringComparer.Ordinal))
        {
            Add(tar, "/" + path.TrimStart('/'), source);
        }

        Add(tar, "/.manifest", Json.Write(manifest.ToJson()) + "\n");
    }

    private static void Add(TarWriter tar, string name, string text)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name)
        {
            DataStream = content,
            Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            ModificationTime = DateTimeOffset.UnixEpoch,
        });
    }
}
