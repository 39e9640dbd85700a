using System.Net;
using OpenClaw.Testing;

namespace OpenClaw.Opa.Tests;

/// <summary>Decision events: complete, masked, and held back rather than lost.</summary>
public sealed class DecisionLogTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TempFolder _folder = new(("p.rego", """
        package app
        p := 1
        """), ("log.rego", """
        package system.log
        mask contains "/input/password"
        mask contains {"op": "upsert", "path": "/input/name", "value": "**"}
        drop if input.path == "app/quiet"
        """));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task DecisionLog_EveryDecision_IsUploadedMasked()
    {
        await using var service = await BundleService.StartAsync();
        await using var server = await StartAsync(service);
        var ids = new HashSet<string>();
        for (var i = 0; i < 20; i++)
        {
            ids.Add((string)(await server.PostAsync("v1/data/app/p", """{"input": {"password": "x", "name": "sarah", "n": 1}}""")).Body!["decision_id"]!);
        }

        await server.PostAsync("v1/data/app/quiet", """{"input": {}}""");
        await Eventually.True(() => service.Decisions.Count == 20, Patience, "all decisions arrive", () => server.Output);

        Assert.Equal(ids, service.Decisions.Select(entry => (string)entry["decision_id"]!).ToHashSet());
        Assert.All(service.Decisions, entry =>
        {
            Assert.Equal("""{"n":1,"name":"**"}""", entry["input"]!.ToJsonString());
            Assert.Equal("""["/input/password"]""", entry["erased"]!.ToJsonString());
            Assert.Equal("app/p", (string?)entry["path"]);
            Assert.Equal(1, (int?)entry["result"]);
        });
    }

    [Fact]
    public async Task DecisionLog_ServiceAwayForAWhile_LosesNothing()
    {
        await using var service = await BundleService.StartAsync();
        service.RefusesLogs = true;
        await using var server = await StartAsync(service);
        for (var i = 0; i < 50; i++)
        {
            await server.PostAsync("v1/data/app/p", """{"input": {}}""");
        }

        await Eventually.AsyncTrue(async _ => (await server.GetAsync("health?plugins")).Status == HttpStatusCode.InternalServerError, Patience, "the trouble shows in the health check");
        service.RefusesLogs = false;

        await Eventually.True(() => service.Decisions.Count == 50, Patience, "all decisions arrive", () => server.Output);
        Assert.Equal(50, service.Decisions.Select(entry => (string)entry["decision_id"]!).Distinct().Count());
    }

    [Fact]
    public async Task DecisionLog_FullBuffer_RefusesInsteadOfAnsweringUnrecorded()
    {
        await using var service = await BundleService.StartAsync();
        service.RefusesLogs = true;
        await using var server = await StartAsync(service, "    buffer_size_limit_bytes: 600\n");

        await server.PostAsync("v1/data/app/p", """{"input": {}}""");
        var (status, body) = await server.PostAsync("v1/data/app/p", """{"input": {}}""");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Null(body!["result"]);
        Assert.Contains("decision_logs_dropped_total 1", await server.Client.GetStringAsync("metrics", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task DecisionLog_Stop_UploadsWhatWaits()
    {
        await using var service = await BundleService.StartAsync();
        await using var server = await StartAsync(service, "", min: 3600);
        for (var i = 0; i < 5; i++)
        {
            await server.PostAsync("v1/data/app/p", """{"input": {}}""");
        }

        await server.StopAsync();

        Assert.Equal(5, service.Decisions.Count);
    }

    [Fact]
    public async Task DecisionLog_AnswersOfVolatileBuiltins_AreKeptWhenConfigured()
    {
        _folder.Write("volatile.rego", """
            package volatile
            p := [rand.intn("a", 1), time.now_ns(), upper("x")]
            """);
        await using var service = await BundleService.StartAsync();
        await using var server = await StartAsync(service, "nd_builtin_cache: true\n");

        var result = (await server.PostAsync("v1/data/volatile/p", """{"input": {}}""")).Body!["result"]!;
        await server.PostAsync("v1/data/app/p", """{"input": {}}""");
        await Eventually.True(() => service.Decisions.Count == 2, Patience, "both decisions arrive", () => server.Output);

        var kept = service.Decisions.Single(entry => (string?)entry["path"] == "volatile/p")["nd_builtin_cache"]!.AsObject();
        Assert.Equal(["rand.intn", "time.now_ns"], kept.Select(member => member.Key));
        Assert.Equal(0, (int?)kept["rand.intn"]!["[\"a\",1]"]);
        Assert.Equal((long?)result[1], (long?)kept["time.now_ns"]!["[]"]);
        Assert.Null(service.Decisions.Single(entry => (string?)entry["path"] == "app/p")["nd_builtin_cache"]);
    }

    [Fact]
    public async Task DecisionLog_AnswersOfVolatileBuiltins_AreMaskedOnRequest()
    {
        _folder.Write("volatile.rego", """
            package volatile
            p := rand.intn("a", 1)
            """);
        _folder.Write("log.rego", """
            package system.log
            mask contains "/nd_builtin_cache/rand.intn"
            """);
        await using var service = await BundleService.StartAsync();
        await using var server = await StartAsync(service, "nd_builtin_cache: true\n");

        await server.PostAsync("v1/data/volatile/p", """{"input": {}}""");
        await Eventually.True(() => service.Decisions.Count == 1, Patience, "the decision arrives", () => server.Output);

        Assert.Equal("{}", service.Decisions.Single()["nd_builtin_cache"]!.ToJsonString());
        Assert.Equal("""["/nd_builtin_cache/rand.intn"]""", service.Decisions.Single()["erased"]!.ToJsonString());
    }

    [Theory]
    [InlineData("nd_builtin_cache: false\n")]
    [InlineData("    upload_size_limit_bytes: 600\nnd_builtin_cache: true\n")]
    public async Task DecisionLog_AnswersOfVolatileBuiltins_StayOutUnlessWantedAndSmall(string config)
    {
        _folder.Write("volatile.rego", """
            package volatile
            p := {n | some i in numbers.range(1, 100); n := rand.intn(sprintf("%d", [i]), 1)}
            """);
        await using var service = await BundleService.StartAsync();
        await using var server = await StartAsync(service, config);

        await server.PostAsync("v1/data/volatile/p", """{"input": {}}""");
        await Eventually.True(() => service.Decisions.Count == 1, Patience, "the decision arrives", () => server.Output);

        Assert.Equal("volatile/p", (string?)service.Decisions.Single()["path"]);
        Assert.Equal("[0]", service.Decisions.Single()["result"]!.ToJsonString());
        Assert.Null(service.Decisions.Single()["nd_builtin_cache"]);
    }

    private Task<OpaServer> StartAsync(BundleService service, string reporting = "", double min = 0.05)
    {
        var config = _folder.Write("config.yaml", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"""
            services:
              - name: s
                url: {service.Address}
            decision_logs:
              service: s
              reporting:
                min_delay_seconds: {min}
                max_delay_seconds: {min * 2}

            """) + reporting);
        return OpaServer.StartAsync(_folder.Path, ["--config-file", config, .. Directory.GetFiles(_folder.Path, "*.rego")]);
    }
}
