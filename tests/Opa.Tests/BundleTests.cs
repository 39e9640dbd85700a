using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OpenClaw.Opa.Bundles;
using OpenClaw.Rego;

namespace OpenClaw.Opa.Tests;

/// <summary>Bundles from a service: activation, broken revisions, ownership, and the decisions logged on the way.</summary>
public sealed class BundleTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rego-bundle-").FullName;
    private readonly List<JsonArray> _logs = [];
    private WebApplication? _service;
    private string _revision = "r1";

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{FreePort.Next()}");
        builder.Logging.ClearProviders();
        _service = builder.Build();
        _service.MapGet("/bundles/main", (HttpRequest request) =>
        {
            var etag = $"\"{_revision}\"";
            return request.Headers.IfNoneMatch == etag ? Results.StatusCode(304) : Results.Bytes(File.ReadAllBytes(Path.Combine(_folder, _revision + ".tar.gz")), "application/gzip",
                entityTag: new Microsoft.Net.Http.Headers.EntityTagHeaderValue(etag));
        });
        _service.MapPost("/logs", async (HttpRequest request) =>
        {
            await using var gzip = new System.IO.Compression.GZipStream(request.Body, System.IO.Compression.CompressionMode.Decompress);
            var chunk = (JsonArray)(await JsonNode.ParseAsync(gzip))!;
            lock (_logs)
            {
                _logs.Add(chunk);
            }
        });
        Write("r1", "package app\np := 1");
        Write("r2", "package app\np := nonsense");
        Write("r3", "package app\np := 3");
        await _service.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _service!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Bundle_BrokenRevision_KeepsTheLastGoodOne()
    {
        await using var host = await OpaHost.StartAsync(configuration: Configuration());
        await Until(async () => (await host.SendAsync("GET", "/health?bundles")).Status == 200);
        Assert.Equal(1, (int?)(await host.SendAsync("GET", "/v1/data/app/p")).Body!["result"]);

        _revision = "r2";
        await Until(async () => (await host.SendAsync("GET", "/v1/status")).Body!["result"]!["bundles"]!["main"]!["code"] is not null);
        Assert.Equal(1, (int?)(await host.SendAsync("GET", "/v1/data/app/p")).Body!["result"]);

        _revision = "r3";
        await Until(async () => (int?)(await host.SendAsync("GET", "/v1/data/app/p")).Body!["result"] == 3);
        var provenance = (await host.SendAsync("GET", "/v1/data/app/p?provenance")).Body!["provenance"];
        Assert.Equal("r3", (string?)provenance!["bundles"]!["main"]!["revision"]);
    }

    [Fact]
    public async Task Bundle_OwnedPaths_AreNotWritable()
    {
        await using var host = await OpaHost.StartAsync(configuration: Configuration());
        await Until(async () => (await host.SendAsync("GET", "/health?bundles")).Status == 200);

        Assert.Equal(400, (await host.SendAsync("PUT", "/v1/data/app/x", "1")).Status);
        Assert.Equal(400, (await host.SendAsync("PUT", "/v1/policies/x", "package app.x")).Status);
        Assert.Equal(204, (await host.SendAsync("PUT", "/v1/data/free/x", "1")).Status);
    }

    [Fact]
    public async Task DecisionLog_EveryDecision_IsUploaded()
    {
        await using var host = await OpaHost.StartAsync("package system.log\nmask contains \"/input/password\"", Configuration());
        var ids = new HashSet<string>();
        for (var i = 0; i < 20; i++)
        {
            ids.Add((string)(await host.SendAsync("POST", "/v1/data/app/p", """{"input": {"password": "x", "n": 1}}""")).Body!["decision_id"]!);
        }

        await Until(() => Task.FromResult(Uploaded().Count == 20));

        Assert.Equal(ids, Uploaded().Select(entry => (string)entry["decision_id"]!).ToHashSet());
        Assert.All(Uploaded(), entry => Assert.Equal("""{"n":1}""", entry["input"]!.ToJsonString()));
    }

    private List<JsonNode> Uploaded()
    {
        lock (_logs)
        {
            return [.. _logs.SelectMany(chunk => chunk).Select(entry => entry!)];
        }
    }

    private JsonObject Configuration() => JsonNode.Parse($$$$"""
        {"services": {"s": {"url": "{{{{_service!.Urls.First()}}}}"}},
         "bundles": {"main": {"service": "s", "polling": {"min_delay_seconds": 0.05, "max_delay_seconds": 0.1}}},
         "decision_logs": {"service": "s"}}
        """)!.AsObject();

    private void Write(string revision, string module)
    {
        var source = new Source { Manifest = new Manifest(revision, ["app"]) };
        source.Modules.Add(new RegoModule("app/p.rego", module));
        BundleFile.Write(Path.Combine(_folder, revision + ".tar.gz"), source);
    }

    private static async Task Until(Func<Task<bool>> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(15), "the condition did not come true in time");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
