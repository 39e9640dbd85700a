using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using OpenClaw.ServiceDefaults.Policy;
using OpenClaw.Testing;

namespace OpenClaw.Policy.Tests.Http;

/// <summary>The archive an OPA server loads, from the real service with the rules it ships with.</summary>
public sealed class OpaBundleTests(PolicySystem system)
{
    private const string Route = "/internal/policy/opa-bundle";

    [Fact]
    public async Task OpaBundle_HoldsRulesDocumentsAndTheirVersion()
    {
        using var answer = await FetchAsync("opa");

        var files = Unpack(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        var modules = Rules.ShippedRules.Bundle.Modules;
        Assert.Empty(modules.Select(module => module.Path).Append(".manifest").Append("data.json").Except(files.Keys));
        Assert.All(modules, module => Assert.Equal(module.Source, files[module.Path]));
        var data = JsonNode.Parse(files["data.json"])!.AsObject();
        Assert.Equal("acme-data@1.0.0", (string?)data["tenants"]!["acme"]!["enterprise"]!["data"]!["policy"]);
        var version = PolicyBundle.Create(files.Where(file => file.Key.EndsWith(".rego", StringComparison.Ordinal)).Select(file => new PolicyModule(file.Key, file.Value)), data).Version;
        Assert.Equal(version, JsonNode.Parse(files[".manifest"])!["revision"]!.GetValue<string>());
        Assert.Equal($"\"{version}\"", answer.Headers.ETag?.Tag);
    }

    [Fact]
    public async Task OpaBundle_ThatIsKnown_IsNotSentAgain() => await Eventually.AsyncTrue(
        async _ =>
        {
            // Other tests change policies meanwhile.
            using var first = await FetchAsync("opa");
            using var again = await FetchAsync("opa", first.Headers.ETag!.Tag.Trim('"'));
            return again.StatusCode == HttpStatusCode.NotModified;
        },
        PolicySystem.Deadline,
        "a known bundle is not sent again");

    [Fact]
    public async Task OpaBundle_AskedForByAStranger_IsRefused()
    {
        using var answer = await FetchAsync("intruder");

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    private async Task<HttpResponseMessage> FetchAsync(string appId, string? known = null)
    {
        using var request = system.Identity.AsService(appId, HttpMethod.Get, Route);
        if (known is not null)
        {
            request.Headers.IfNoneMatch.Add(new($"\"{known}\""));
        }

        return await system.Service.Client.SendAsync(request);
    }

    private static Dictionary<string, string> Unpack(byte[] packed)
    {
        using var archive = new TarReader(new GZipStream(new MemoryStream(packed), CompressionMode.Decompress));
        var files = new Dictionary<string, string>();
        while (archive.GetNextEntry() is { } entry)
        {
            using var reader = new StreamReader(entry.DataStream!, Encoding.UTF8);
            files.Add(entry.Name, reader.ReadToEnd());
        }

        return files;
    }
}
