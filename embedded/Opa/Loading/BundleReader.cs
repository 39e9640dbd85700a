using System.Formats.Tar;
using System.IO.Compression;
using OpenClaw.Opa.Core;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Loading;

/// <summary>Reads bundles from archives and folders.</summary>
internal static class BundleReader
{
    /// <summary>What one bundle may unpack to. 1 GiB, OPA's own limit: keeps a small archive from filling the memory.</summary>
    public const long MaxUnpacked = 1L << 30;

    public static Bundle FromPath(string path, bool v0)
    {
        if (Directory.Exists(path))
        {
            return FromFiles(Folder(path), v0, path);
        }

        using var file = File.OpenRead(path);
        return FromFiles(Archive(file), v0, null);
    }

    public static Bundle FromArchive(byte[] archive, bool v0)
    {
        using var stream = new MemoryStream(archive);
        return FromFiles(Archive(stream), v0, null);
    }

    /// <param name="shown">Prefix of module paths in messages: the folder that was read.</param>
    public static Bundle FromFiles(IReadOnlyList<BundleFile> files, bool v0, string? shown)
    {
        var manifest = files.FirstOrDefault(file => file.Path == ".manifest") is { } written
            ? BundleManifest.Parse(SourceText.Parse(written.Content, ".manifest"))
            : BundleManifest.None;
        RegoValue data = ObjectValue.Empty;
        var modules = new List<BundleModule>();
        foreach (var file in files)
        {
            if (file.Path.EndsWith(".rego", StringComparison.Ordinal))
            {
                var path = shown is null ? file.Path : Path.Combine(shown, file.Path);
                var source = SourceText.Decode(file.Content);
                modules.Add(new BundleModule(path, source, StoredModule.Parse(path, source, v0 || manifest.RegoVersion == 0).Syntax));
            }
            else if (Path.GetFileName(file.Path) is "data.json" or "data.yaml" or "data.yml")
            {
                var place = DataPath.Split(Path.GetDirectoryName(file.Path)!.Replace('\\', '/'));
                data = DataTree.Merge(data, DataTree.Put(null, place, SourceText.Parse(file.Content, file.Path), file.Path));
            }
        }

        var patch = files.FirstOrDefault(file => file.Path == "patch.json");
        var bundle = new Bundle(manifest, data, modules)
        {
            Files = files,
            Patch = patch is null ? null : SourceText.Parse(patch.Content, "patch.json").At("data") ?? ArrayValue.Empty,
        };
        if (bundle.Patch is null)
        {
            bundle.CheckRoots();
        }
        else if (modules.Count > 0)
        {
            throw new BundleException("delta bundles cannot contain policies");
        }

        return bundle;
    }

    public static IReadOnlyList<BundleFile> Folder(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => (File: file, Name: Path.GetRelativePath(folder, file).Replace('\\', '/')))
            .Where(entry => IsRelevant(entry.Name))
            .Select(entry => new BundleFile(entry.Name, File.ReadAllBytes(entry.File)))];

    private static bool IsRelevant(string name)
    {
        var file = Path.GetFileName(name);
        return file is ".manifest" or ".signatures.json" || (file.Length > 0 && file[0] != '.');
    }

    private static List<BundleFile> Archive(Stream stream)
    {
        var files = new List<BundleFile>();
        long total = 0;
        try
        {
            using var unpacked = new GZipStream(stream, CompressionMode.Decompress);
            using var tar = new TarReader(unpacked);
            while (tar.GetNextEntry() is { } entry)
            {
                if (entry.DataStream is not { } content || entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
                {
                    continue;
                }

                total += entry.Length;
                if (total > MaxUnpacked)
                {
                    throw new BundleException("bundle exceeds the maximum size");
                }

                using var copy = new MemoryStream();
                content.CopyTo(copy);
                var name = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name.TrimStart('/');
                files.Add(new BundleFile(name, copy.ToArray()));
            }
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            throw new BundleException("bundle read failed: " + error.Message);
        }

        return files.Count > 0 || total > 0 ? files : throw new BundleException("bundle read failed: the archive is empty");
    }
}
