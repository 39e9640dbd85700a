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
        return OpaServer.StartAsync(_folder.Path, "--config-file", config, "p.rego", "log.rego");
    }
}
