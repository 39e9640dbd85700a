using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using OpenClaw.Contracts;
using OpenClaw.Testing;

namespace OpenClaw.Policy.Tests.Http;

/// <summary>The archive an OPA server loads, from the real service with the rules it ships with.</summary>
public sealed class OpaBundleTests : IAsyncLifetime
{
    private const string Route = "/internal/policy/opa-bundle";
    private readonly TestIdentity _identity = new();
    private RecordingSidecar? _sidecar;
    private ServiceProcess? _service;

    public async ValueTask InitializeAsync()
    {
        _sidecar = await RecordingSidecar.StartAsync();
        var environment = _identity.Environment;
        environment["DAPR_HTTP_ENDPOINT"] = _sidecar.Address.ToString();
        _service = await ServiceProcess.StartAsync("OpenClaw.Policy.dll", environment);
        await Eventually.AsyncTrue(async _ =>
        {
            using var answer = await FetchAsync("opa");
            return answer.StatusCode == HttpStatusCode.OK;
        }, TimeSpan.FromSeconds(10), "a bundle is served", () => _service.Output);
    }

    public async ValueTask DisposeAsync()
    {
        await _service!.DisposeAsync();
        await _sidecar!.DisposeAsync();
        _identity.Dispose();
    }

    [Fact]
    public async Task OpaBundle_HoldsRulesDocumentsAndTheirVersion()
    {
        using var answer = await FetchAsync("opa");

        var files = Unpack(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        var shipped = Rules.ShippedRules.Bundle;
        Assert.Equal(shipped.Modules.Select(module => module.Path).Append(".manifest").Append("data.json").Order(), files.Keys.Order());
        Assert.All(shipped.Modules, module => Assert.Equal(module.Source, files[module.Path]));
        Assert.True(JsonNode.DeepEquals(shipped.Data, JsonNode.Parse(files["data.json"])));
        Assert.Equal(shipped.Version, JsonNode.Parse(files[".manifest"])!["revision"]!.GetValue<string>());
        Assert.Equal($"\"{shipped.Version}\"", answer.Headers.ETag?.Tag);
    }

    [Fact]
    public async Task OpaBundle_ThatIsKnown_IsNotSentAgain()
    {
        using var answer = await FetchAsync("opa", Rules.ShippedRules.Bundle.Version);

        Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
    }

    [Fact]
    public async Task OpaBundle_AskedForByAnotherService_IsRefused()
    {
        using var answer = await FetchAsync(AppIds.Briefing);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    private async Task<HttpResponseMessage> FetchAsync(string appId, string? known = null)
    {
        using var request = _identity.AsService(appId, HttpMethod.Get, Route);
        if (known is not null)
        {
            request.Headers.IfNoneMatch.Add(new($"\"{known}\""));
        }

        return await _service!.Client.SendAsync(request);
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
