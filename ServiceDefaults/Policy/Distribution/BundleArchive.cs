using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>
/// A bundle as it travels and lies on disk: OPA's own format, a compressed archive of modules, one document, a manifest with
/// the revision, and <c>.signatures.json</c>. Our services and an OPA server read the same bytes.
/// </summary>
public static class BundleArchive
{
    private const string Manifest = ".manifest";
    private const string Document = "data.json";
    private const string Signatures = ".signatures.json";
    private const string Module = ".rego";
    private const string Digest = "SHA-256";

    /// <summary>What an archive may unpack to. 64 MiB: a thousand times the shipped rules; keeps a small archive from filling the memory.</summary>
    private const long MaxUnpacked = 64L << 20;

    /// <param name="scope">Whose bundle it is; part of what is signed, so that one tenant's bundle cannot pass for another's.</param>
    public static byte[] Pack(PolicyBundle bundle, string scope, PolicySigningKey key)
    {
        // The empty root claims all documents: nobody can put rules or data beside those of the bundle.
        List<(string Name, byte[] Content)> files =
        [
            (Manifest, Encoding.UTF8.GetBytes(new JsonObject { ["revision"] = bundle.Version, ["rego_version"] = 1, ["roots"] = new JsonArray("") }.ToJsonString())),
            (Document, Encoding.UTF8.GetBytes(bundle.Data.ToJsonString())),
            .. bundle.Modules.Select(module => (module.Path, Encoding.UTF8.GetBytes(module.Source))),
        ];
        var claims = new JsonObject
        {
            ["files"] = new JsonArray([.. files.Select(file => new JsonObject { ["name"] = file.Name, ["hash"] = HashOf(file.Name, file.Content), ["algorithm"] = Digest })]),
            ["scope"] = scope,
        };
        var token = key.Sign(null, JsonSerializer.SerializeToElement(claims));
        files.Add((Signatures, Encoding.UTF8.GetBytes(new JsonObject { ["signatures"] = new JsonArray(token) }.ToJsonString())));
        return Compress(files);
    }

    /// <exception cref="PolicySealException">It is no bundle, not signed for this scope, or not what was signed.</exception>
    public static PolicyBundle Open(byte[] packed, string scope, PolicyTrust trust)
    {
        try
        {
            var files = Unpack(packed);
            Verify(files, scope, trust);
            var revision = (string?)Object(files, Manifest)["revision"] ?? throw new PolicySealException("the manifest names no revision");
            var bundle = PolicyBundle.Create(
                files.Where(file => file.Key.EndsWith(Module, StringComparison.Ordinal)).Select(file => new PolicyModule(file.Key, Encoding.UTF8.GetString(file.Value))),
                Object(files, Document));
            return bundle.Version == revision ? bundle : throw new PolicySealException("its content is not what its version says");
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new PolicySealException($"it is no bundle: {exception.Message}", exception);
        }
    }

    private static void Verify(Dictionary<string, byte[]> files, string scope, PolicyTrust trust)
    {
        var token = files.ContainsKey(Signatures) && Object(files, Signatures)["signatures"] is JsonArray { Count: 1 } tokens
            ? (string?)tokens[0] ?? ""
            : throw new PolicySealException("it is not signed");
        var claims = JsonObject.Create(trust.Verify(null, token))!;
        if ((string?)claims["scope"] != scope)
        {
            throw new PolicySealException($"it was signed for '{claims["scope"]}' and not for '{scope}'");
        }

        var expected = (claims["files"] as JsonArray ?? []).ToDictionary(file => (string?)file?["name"] ?? "", file => file);
        foreach (var (name, content) in files.Where(file => file.Key != Signatures))
        {
            if (!expected.Remove(name, out var entry) || (string?)entry?["algorithm"] != Digest || (string?)entry["hash"] != HashOf(name, content))
            {
                throw new PolicySealException($"{name} is not what was signed");
            }
        }

        if (expected.Count > 0)
        {
            throw new PolicySealException($"{expected.Keys.First()} is missing");
        }
    }

    /// <summary>OPA hashes structured files by their meaning and all others byte for byte.</summary>
    private static string HashOf(string name, byte[] content) => Convert.ToHexStringLower(SHA256.HashData(
        name is Manifest or Document ? CanonicalJson.Of(JsonNode.Parse(content)) : content));

    private static JsonObject Object(Dictionary<string, byte[]> files, string name) =>
        files.TryGetValue(name, out var content) && JsonNode.Parse(content) is JsonObject read ? read : throw new PolicySealException($"{name} is missing");

    private static byte[] Compress(IEnumerable<(string Name, byte[] Content)> files)
    {
        using var packed = new MemoryStream();
        using (var compressed = new GZipStream(packed, CompressionLevel.Optimal))
        using (var archive = new TarWriter(compressed, TarEntryFormat.Pax))
        {
            foreach (var (name, content) in files)
            {
                // A fixed time: nothing but the content makes a difference.
                archive.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content), ModificationTime = DateTimeOffset.UnixEpoch });
            }
        }

        return packed.ToArray();
    }

    private static Dictionary<string, byte[]> Unpack(byte[] packed)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var total = 0L;
        using var archive = new TarReader(new GZipStream(new MemoryStream(packed), CompressionMode.Decompress));
        while (archive.GetNextEntry() is { } entry)
        {
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) || (total += entry.Length) > MaxUnpacked)
            {
                throw new PolicySealException("it holds what no bundle holds");
            }

            using var content = new MemoryStream();
            entry.DataStream?.CopyTo(content);
            if (!files.TryAdd(entry.Name, content.ToArray()))
            {
                throw new PolicySealException($"{entry.Name} is in it twice");
            }
        }

        return files;
    }
}
