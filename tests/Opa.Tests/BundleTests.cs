using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using OpenClaw.Testing;

namespace OpenClaw.Opa.Tests;

/// <summary>Bundles from a service: tags, long polling, broken revisions, ownership, persistence, deltas.</summary>
public sealed class BundleTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Bundle_BrokenRevision_KeepsTheLastGoodOne()
    {
        await using var service = await BundleService.StartAsync();
        await using var server = await StartAsync(service);
        Assert.Equal(HttpStatusCode.InternalServerError, (await server.GetAsync("health?bundles")).Status);

        service.Publish("r1", Bundle("r1", "package app\np := 1"));
        await Healthy(server);
        Assert.Equal(1, await Value(server));

        service.Publish("r2", Bundle("r2", "package app\np := nonsense"));
        await Eventually.AsyncTrue(async _ => (await server.GetAsync("v1/status")).Body!["result"]!["bundles"]!["main"]!["code"] is not null, Patience, "the failure shows in the status");
        Assert.Equal(1, await Value(server));
        Assert.Equal(HttpStatusCode.OK, (await server.GetAsync("health?bundles")).Status);

        service.Publish("r3", Bundle("r3", "package app\np := 3"));
        await Eventually.AsyncTrue(async _ => await Value(server) == 3, Patience, "the repaired revision is active");
        var provenance = (await server.GetAsync("v1/data/app/p?provenance")).Body!["provenance"]!;
        Assert.Equal("r3", (string?)provenance["bundles"]!["main"]!["revision"]);
        Assert.Contains(service.Requests, request => request.Tag == "\"r1\"");
        Assert.DoesNotContain(service.Requests, request => request.Tag == "\"r2\"");
        await Eventually.True(() => (string?)service.Status?["bundles"]?["main"]?["active_revision"] == "r3", Patience, "the status report arrives");
    }

    [Fact]
    public async Task Bundle_LongPolling_BringsNewsWithoutWaitingForThePause()
    {
        await using var service = await BundleService.StartAsync(holds: true);
        service.Publish("r1", Bundle("r1", "package app\np := 1"));
        await using var server = await StartAsync(service, min: 3600, extra: "      long_polling_timeout_seconds: 30\n");
        await Healthy(server);

        service.Publish("r2", Bundle("r2", "package app\np := 2"));

        await Eventually.AsyncTrue(async _ => await Value(server) == 2, TimeSpan.FromSeconds(10), "the held request brings the news");
        Assert.Contains(service.Requests, request => request.Prefer!.Contains("wait=30", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Bundle_OwnedPaths_AreNotWritable()
    {
        await using var service = await BundleService.StartAsync();
        service.Publish("r1", Bundle("r1", "package app\np := 1"));
        await using var server = await StartAsync(service);
        await Healthy(server);

        var data = await server.PutAsync("v1/data/app/x", "1");
        var policy = await server.PutAsync("v1/policies/x", "package app.x");

        Assert.Equal((HttpStatusCode.BadRequest, "path app/x is owned by bundle \"main\""), (data.Status, (string?)data.Body!["message"]));
        Assert.Equal(HttpStatusCode.BadRequest, policy.Status);
        Assert.Equal(HttpStatusCode.NoContent, (await server.PutAsync("v1/data/free/x", "1")).Status);
    }

    [Fact]
    public async Task Bundle_Persisted_IsActiveWhenTheServiceIsAway()
    {
        await using (var service = await BundleService.StartAsync())
        {
            service.Publish("r1", Bundle("r1", "package app\np := 1"));
            await using var first = await StartAsync(service, persist: true);
            await Healthy(first);
        }

        await using var gone = await BundleService.StartAsync();
        await using var second = await StartAsync(gone, persist: true);

        await Healthy(second);
        Assert.Equal(1, await Value(second));
    }

    [Fact]
    public async Task Bundle_Delta_ChangesDataAndLeavesPolicies()
    {
        await using var service = await BundleService.StartAsync();
        service.Publish("r1", Bundle("r1", "package app\np := data.app.values.a", ("app/values/data.json", """{"a": 1, "b": 1}""")));
        await using var server = await StartAsync(service);
        await Healthy(server);

        service.Publish("d1", Archive(("patch.json", """{"data": [{"op": "upsert", "path": "/app/values/a", "value": 5}, {"op": "remove", "path": "/app/values/b"}]}""")));

        await Eventually.AsyncTrue(async _ => await Value(server) == 5, Patience, "the patch is in force");
        Assert.Equal("""{"a":5}""", (await server.GetAsync("v1/data/app/values")).Body!["result"]!.ToJsonString());
    }

    [Theory]
    [InlineData("the-key", "", "r1")]
    [InlineData("another-key", "", null)]
    [InlineData("the-key", "# changed", null)]
    public async Task Bundle_Signed_IsActiveOnlyWhenKeyAndFilesMatch(string key, string change, string? revision)
    {
        const string Module = "package app\np := 1";
        const string Manifest = """{"roots":["app"],"revision":"r1"}""";
        var files = new JsonArray(
            File("app/p.rego", Module),
            File(".manifest", """{"revision":"r1","roots":["app"]}"""));
        var token = Sign(new JsonObject { ["files"] = files }, key);
        await using var service = await BundleService.StartAsync();
        service.Publish("r1", Archive((".manifest", Manifest), ("app/p.rego", Module + change), (".signatures.json", $$"""{"signatures": ["{{token}}"]}""")));

        await using var server = await StartAsync(service, extra: "    signing:\n      keyid: k\n", keys: "keys:\n  k:\n    algorithm: HS256\n    key: the-key\n");

        await Eventually.AsyncTrue(async _ => Report(await server.GetAsync("v1/status")) is { } report && (report["code"] ?? report["active_revision"]) is not null, Patience, "the outcome shows in the status");
        var outcome = Report(await server.GetAsync("v1/status"))!;
        Assert.Equal(revision, (string?)outcome["active_revision"]);
        Assert.Equal(revision is null ? null : 1, await Value(server));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Bundle_SignedAndConfigured_GoTogether(bool isSigned)
    {
        const string Module = "package app\np := 1";
        var token = Sign(new JsonObject { ["files"] = new JsonArray(File("app/p.rego", Module)) }, "the-key");
        await using var service = await BundleService.StartAsync();
        service.Publish("r1", isSigned ? Archive(("app/p.rego", Module), (".signatures.json", $$"""{"signatures": ["{{token}}"]}""")) : Archive(("app/p.rego", Module)));

        await using var server = isSigned ? await StartAsync(service) : await StartAsync(service, extra: "    signing:\n      keyid: k\n", keys: "keys:\n  k:\n    algorithm: HS256\n    key: the-key\n");

        await Eventually.AsyncTrue(async _ => Report(await server.GetAsync("v1/status"))?["code"] is not null, Patience, "the refusal shows in the status");
        Assert.Null(await Value(server));
    }

    [Fact]
    public async Task Bundles_OverTheSameRoots_KeepTheFirst()
    {
        await using var service = await BundleService.StartAsync();
        service.Publish("r1", Bundle("r1", "package app\np := 1"));
        await using var server = await StartAsync(service, extra: "  second:\n    service: s\n    resource: bundles/main\n    polling:\n      min_delay_seconds: 0.05\n      max_delay_seconds: 0.1\n");

        await Eventually.AsyncTrue(async _ =>
            (await server.GetAsync("v1/status")).Body?["result"]?["bundles"] is JsonObject { Count: 2 } bundles && bundles.Any(bundle => ((string?)bundle.Value!["message"])?.Contains("overlapping roots", StringComparison.Ordinal) == true),
            Patience, "one of the two is refused", () => server.Output);
        Assert.Equal(1, await Value(server));
        Assert.Equal(HttpStatusCode.InternalServerError, (await server.GetAsync("health?bundles")).Status);
    }

    [Fact]
    public async Task Bundle_Metrics_TellOfLoadsFailuresAndTimes()
    {
        var before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000_000;
        await using var service = await BundleService.StartAsync();
        service.Publish("r1", Bundle("r1", "package app\np := 1"));
        await using var server = await StartAsync(service, keys: "  prometheus: true\n");
        await Healthy(server);
        service.Publish("r2", Bundle("r2", "package app\np := nonsense"));

        await Eventually.AsyncTrue(async _ => await MetricAsync(server, "bundle_failed_load_counter") > 0, Patience, "the failure is counted", () => server.Output);
        Assert.Equal(1, await MetricAsync(server, "bundle_loaded_counter"));
        Assert.Equal(1, await MetricAsync(server, "bundle_loading_duration_ns_count"));
        Assert.True(await MetricAsync(server, "bundle_loading_duration_ns_sum") > 0);
        foreach (var name in new[] { "last_bundle_request", "last_success_bundle_request", "last_success_bundle_download", "last_success_bundle_activation" })
        {
            Assert.InRange((await MetricAsync(server, name))!.Value, before, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1e6 + 1e6);
        }

        Assert.True(await MetricAsync(server, "last_success_bundle_activation") < await MetricAsync(server, "last_success_bundle_download"), "a download that does not compile is no activation");
    }

    [Fact]
    public async Task Bundle_Metrics_StayOutWithoutTheOption()
    {
        await using var service = await BundleService.StartAsync();
        service.Publish("r1", Bundle("r1", "package app\np := 1"));
        await using var server = await StartAsync(service);
        await Healthy(server);

        Assert.Null(await MetricAsync(server, "bundle_loaded_counter"));
    }

    private static async Task<double?> MetricAsync(OpaServer server, string name)
    {
        var text = await server.Client.GetStringAsync(new Uri("metrics", UriKind.Relative), TestContext.Current.CancellationToken);
        var line = text.Split('\n').FirstOrDefault(line => line.StartsWith(name + "{name=\"main\"}", StringComparison.Ordinal));
        return line is null ? null : double.Parse(line[(line.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static JsonNode? Report((HttpStatusCode Status, JsonNode? Body) answer) => answer.Body!["result"]!["bundles"]?["main"];

    private static JsonObject File(string name, string content) =>
        new() { ["name"] = name, ["hash"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content))), ["algorithm"] = "SHA-256" };

    private static string Sign(JsonObject payload, string key)
    {
        static string Encode(ReadOnlySpan<byte> bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
        var text = Encode("""{"alg":"HS256","typ":"JWT"}"""u8) + "." + Encode(Encoding.UTF8.GetBytes(payload.ToJsonString()));
        return text + "." + Encode(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(text)));
    }

    private Task<OpaServer> StartAsync(BundleService service, double min = 0.05, string extra = "", bool persist = false, string keys = "")
    {
        var config = _folder.Write("config.yaml", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"""
            services:
              s:
                url: {service.Address}
            persistence_directory: {_folder.Path}
            bundles:
              main:
                service: s
                persist: {(persist ? "true" : "false")}
                polling:
                  min_delay_seconds: {min}
                  max_delay_seconds: {min * 2}

            """) + extra + "status:\n  service: s\n" + keys);
        return OpaServer.StartAsync(_folder.Path, "--config-file", config);
    }

    private static Task Healthy(OpaServer server) =>
        Eventually.AsyncTrue(async _ => (await server.GetAsync("health?bundles&plugins")).Status == HttpStatusCode.OK, Patience, "the bundle is active", () => server.Output);

    private static async Task<int?> Value(OpaServer server) => (int?)(await server.GetAsync("v1/data/app/p")).Body!["result"];

    private static byte[] Bundle(string revision, string module, params (string, string)[] more) =>
        Archive([(".manifest", $$"""{"revision": "{{revision}}", "roots": ["app"]}"""), ("app/p.rego", module), .. more]);

    private static byte[] Archive(params (string Name, string Content)[] files)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        using (var tar = new TarWriter(gzip))
        {
            foreach (var (name, content) in files)
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "/" + name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) });
            }
        }

        return packed.ToArray();
    }
}
