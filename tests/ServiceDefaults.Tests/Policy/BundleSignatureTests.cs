using System.Buffers.Text;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using OpenClaw.ServiceDefaults.Policy;
using OpenClaw.Testing;

namespace OpenClaw.ServiceDefaults.Tests.Policy;

/// <summary>What a replica takes for a bundle: whole, unchanged, signed by a key it knows, for the tenant it asked about.</summary>
public sealed class BundleSignatureTests : IDisposable
{
    private static readonly PolicyBundle Bundle = PolicyBundle.Create(
        [new PolicyModule("openclaw/rules.rego", "package openclaw\n\nx := 1\n"), new PolicyModule("custom/acme/m.rego", "package custom\n")],
        new JsonObject { ["b"] = new JsonArray(1, 2.50, null, true), ["a"] = "ü \u2028 \"quoted\" 🙂 <&>" });

    private readonly TestPolicies _policies = new();

    private PolicyTrust Trust => new(_policies.PublicKey);

    public void Dispose() => _policies.Dispose();

    [Fact]
    public void Bundle_ThatWasSignedForTheTenant_IsReadAsItWas()
    {
        var read = BundleArchive.Open(_policies.Pack("acme", Bundle), "acme", Trust);

        Assert.Equal((Bundle.Version, true), (read.Version, read.IsIntact));
        Assert.Equal(Bundle.Modules, read.Modules.OrderBy(module => module.Path, StringComparer.Ordinal));
    }

    [Fact]
    public void Keys_WhileTheyChange_BothCount()
    {
        using var next = new TestPolicies();
        var both = new PolicyTrust(_policies.PublicKey + "\n" + next.PublicKey);

        Assert.Equal(Bundle.Version, BundleArchive.Open(_policies.Pack("acme", Bundle), "acme", both).Version);
        Assert.Equal(Bundle.Version, BundleArchive.Open(next.Pack("acme", Bundle), "acme", both).Version);
    }

    [Fact]
    public void Bundle_OfAnotherTenant_IsRefused()
    {
        var refused = Assert.Throws<PolicySealException>(() => BundleArchive.Open(_policies.Pack("globex", Bundle), "acme", Trust));

        Assert.Contains("globex", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bundle_SignedByAStranger_IsRefused()
    {
        using var stranger = new TestPolicies();

        Assert.Throws<PolicySealException>(() => BundleArchive.Open(stranger.Pack("acme", Bundle), "acme", Trust));
    }

    [Theory]
    [InlineData(".signatures.json", null)]
    [InlineData(".signatures.json", "{\"signatures\": []}")]
    [InlineData(".signatures.json", "not json")]
    [InlineData("data.json", "{\"a\": 1}")]
    [InlineData("data.json", null)]
    [InlineData(".manifest", null)]
    [InlineData("openclaw/rules.rego", "package openclaw\n\nx := 2\n")]
    [InlineData("openclaw/rules.rego", null)]
    [InlineData("more.rego", "package more\n")]
    public void Bundle_WithAFileChanged_IsRefused(string name, string? content)
    {
        var files = Unpack(_policies.Pack("acme", Bundle));
        files.Remove(name);
        if (content is not null)
        {
            files[name] = content;
        }

        Assert.Throws<PolicySealException>(() => BundleArchive.Open(Pack(files), "acme", Trust));
    }

    [Theory]
    [InlineData("{\"alg\":\"none\"}")]
    [InlineData("{\"alg\":\"HS256\"}")]
    [InlineData("{\"alg\":\"ES256\",\"kid\":\"other\"}")]
    [InlineData("{\"alg\":\"ES256\",\"crit\":[\"x\"]}")]
    public void Signature_WithAnotherHeader_IsRefused(string header)
    {
        var files = Unpack(_policies.Pack("acme", Bundle));
        var parts = ((string)JsonNode.Parse(files[".signatures.json"])!["signatures"]![0]!).Split('.');
        parts[0] = Base64Url.EncodeToString(Encoding.ASCII.GetBytes(header));
        files[".signatures.json"] = new JsonObject { ["signatures"] = new JsonArray(string.Join('.', parts)) }.ToJsonString();

        Assert.Throws<PolicySealException>(() => BundleArchive.Open(Pack(files), "acme", Trust));
    }

    [Fact]
    public void Bytes_OfNoKnownKind_AreRefused()
    {
        var packed = _policies.Pack("acme", Bundle);

        Assert.Throws<PolicySealException>(() => BundleArchive.Open([], "acme", Trust));
        Assert.Throws<PolicySealException>(() => BundleArchive.Open([1, 2, 3], "acme", Trust));
        Assert.Throws<PolicySealException>(() => BundleArchive.Open(packed[..(packed.Length / 2)], "acme", Trust));
    }

    [Fact]
    public void Catalogue_IsNoBundleSignature_AndTheReverse()
    {
        var catalogue = _policies.Catalogue(1, ("acme", Bundle));
        var token = (string)JsonNode.Parse(Unpack(_policies.Pack("acme", Bundle))[".signatures.json"])!["signatures"]![0]!;

        Assert.Equal(Bundle.Version, PolicyCatalogue.Open(catalogue, Trust).Tenants["acme"]);
        Assert.Throws<PolicySealException>(() => PolicyCatalogue.Open(token, Trust));
        Assert.Throws<PolicySealException>(() => Trust.Verify(null, catalogue));
        Assert.Throws<PolicySealException>(() => PolicyCatalogue.Open(catalogue[..^2], Trust));
    }

    private static Dictionary<string, string> Unpack(byte[] packed)
    {
        using var archive = new TarReader(new GZipStream(new MemoryStream(packed), CompressionMode.Decompress));
        var files = new Dictionary<string, string>();
        while (archive.GetNextEntry() is { } entry)
        {
            using var reader = new StreamReader(entry.DataStream!);
            files.Add(entry.Name, reader.ReadToEnd());
        }

        return files;
    }

    private static byte[] Pack(Dictionary<string, string> files)
    {
        using var packed = new MemoryStream();
        using (var archive = new TarWriter(new GZipStream(packed, CompressionLevel.Fastest)))
        {
            foreach (var (name, content) in files)
            {
                archive.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) });
            }
        }

        return packed.ToArray();
    }
}
