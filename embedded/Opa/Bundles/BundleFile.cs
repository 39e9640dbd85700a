using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace OpenClaw.Opa.Bundles;

/// <summary>Bundles are gzip-compressed tars of modules, documents and a manifest.</summary>
internal static class BundleFile
{
    private const long MaxBytes = 1L << 30;

    public static Source Read(string path)
    {
        using var stream = File.OpenRead(path);
        return Read(stream);
    }

    public static Source Read(Stream stream)
    {
        var source = new Source();
        using var gzip = new GZipStream(stream, CompressionMode.Decompress);
        using var tar = new TarReader(gzip);
        var total = 0L;
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is null || entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
            {
                continue;
            }

            total += entry.Length;
            if (total > MaxBytes)
            {
                throw new InvalidDataException("the bundle is larger than 1 GiB");
            }

            using var reader = new StreamReader(entry.DataStream, Encoding.UTF8);
            Add(source, "/" + entry.Name.TrimStart('.', '/'), entry.Name.TrimStart('/'), reader.ReadToEnd());
        }

        foreach (var (key, _) in source.Data)
        {
            if (!source.Manifest.Roots.Any(root => root.Length == 0 || root.Split('/')[0] == key))
            {
                throw new InvalidDataException($"manifest roots {string.Join(' ', source.Manifest.Roots)} do not permit data at path '/{key}'");
            }
        }

        return source;
    }

    public static void Write(string path, Source source)
    {
        using var file = File.Create(path);
        using var gzip = new GZipStream(file, CompressionLevel.Optimal);
        using var tar = new TarWriter(gzip, TarEntryFormat.Ustar);
        Add(tar, "/data.json", source.Data.ToJsonString());
        foreach (var module in source.Modules)
        {
            Add(tar, "/" + module.Path.Replace('\\', '/').TrimStart('.', '/'), module.Source);
        }

        Add(tar, "/.manifest", source.Manifest.ToJson().ToJsonString());
    }

    private static void Add(Source source, string path, string name, string text)
    {
        if (name.EndsWith(".manifest", StringComparison.Ordinal))
        {
            source.Manifest = Manifest.Parse(text);
        }
        else if (path.EndsWith(".rego", StringComparison.Ordinal) || Path.GetFileName(path) is "data.json" or "data.yaml" or "data.yml")
        {
            source.AddFile(path, text, path.Split('/', StringSplitOptions.RemoveEmptyEntries)[..^1]);
        }
    }

    private static void Add(TarWriter tar, string name, string text) =>
        tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
}
