using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.Sidecar.Load;
using OpenClaw.Testing;
using OpenClaw.Testing.Audit;

namespace OpenClaw.Audit.Load;

/// <summary>
/// 500 people at once, over the whole path: the recorder of a service, its sidecar, the audit service's sidecar, the audit
/// service, a commit. The clock runs from the call of the recorder to its return.
/// </summary>
internal static class Burst
{
    private const int Users = 500;
    private const int Acts = 5;
    private const double Goal = 25;

    public static async Task<bool> RunAsync(LoadOptions options)
    {
        Report.Title($"Burst of {Users} users");
        await using var broker = await RabbitMqServer.StartAsync();
        using var resources = new AuditResources(broker);
        await using var stage = await Stage.StartAsync();
        var (placement, port) = SidecarProcess.StartPlacement();
        using var _ = placement;
        await using var callee = await SidecarProcess.StartAsync(AppIds.Audit, stage.Services[0].Port, port, resources.Folders, stage.Identity);
        await using var caller = await SidecarProcess.StartAsync(AppIds.Connector, null, port, resources.Folders, stage.Identity);
        await using var producer = await ProducerAsync(stage, caller);
        var recorder = producer.Services.GetRequiredService<IAuditRecorder>();

        await Eventually.AsyncTrue(async token => await recorder.IntentAsync(IntentOf(0), token) is not null, TimeSpan.FromSeconds(60), "an entry passes", () => callee.Output);
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(options.Warmup);)
        {
            await ActAsync(recorder, Acts, TimeSpan.Zero, []);
        }

        await stage.DrainAsync();

        Report.Head("arrivals", "entries", "entries/s", "acknowledgement p50 / p95 / p99 ms", "goal p95 < 25 ms", "refused", "lost");
        var at = await stage.CountAsync("SELECT count(*) FROM audit.audit_entries");
        var cpu = Cpu();
        var closed = await RoundAsync(stage, recorder, options.Bursts, "all at once, each user's next entry on the last's acknowledgement", at, isCalm: true);
        var each = Cpu().Zip(cpu, (after, before) => (after - before) * 1e6 / (options.Bursts * Users * Acts * 2)).ToArray();
        at = await stage.CountAsync("SELECT count(*) FROM audit.audit_entries");
        var spread = await RoundAsync(stage, recorder, Math.Min(options.Bursts, 5), "each user acts within 5 s, at random moments", at, within: TimeSpan.FromSeconds(5));
        at = await stage.CountAsync("SELECT count(*) FROM audit.audit_entries");
        await RoundAsync(stage, recorder, options.Bursts, "all at once, burst upon burst without a pause (no goal: what came before is sealed meanwhile)", at);
        Report.Line($"\nProcessor time of an entry, all at once: {each[0]:F0} us in the producer (with the generator), {each[1]:F0} in its sidecar, {each[2]:F0} in the audit service's, {each[3]:F0} in the audit service, {each[4]:F0} in PostgreSQL.");
        return closed && spread;

        double[] Cpu()
        {
            var (service, postgres) = stage.Cpu();
            return [ProcessUsage.Of(Environment.ProcessId).CpuSeconds, ProcessUsage.Of(caller.ProcessId).CpuSeconds, ProcessUsage.Of(callee.ProcessId).CpuSeconds, service, postgres];
        }
    }

    /// <param name="isCalm">Each burst begins when everything before it is sealed.</param>
    private static async Task<bool> RoundAsync(Stage stage, IAuditRecorder recorder, int bursts, string name, long before, TimeSpan within = default, bool isCalm = false)
    {
        var (latencies, refused, took) = (new ConcurrentBag<double>(), 0, TimeSpan.Zero);
        for (var burst = 0; burst < bursts; burst++)
        {
            if (isCalm)
            {
                await stage.DrainAsync();
            }

            var started = Stopwatch.GetTimestamp();
            refused += await ActAsync(recorder, Acts, within, latencies);
            took += Stopwatch.GetElapsedTime(started);
        }

        await stage.DrainAsync();
        var lost = latencies.Count - (await stage.CountAsync("SELECT count(*) FROM audit.audit_entries") - before);
        var all = Latencies.Of(latencies, refused, 0, took);
        Report.Row($"{name}", $"{all.Count}", $"{all.Rate:F0}", $"{all.At(50):F1} / {all.At(95):F1} / {all.At(99):F1}", $"{Report.Met(all.At(95) < Goal)}", $"{refused}", $"{Math.Max(0, lost)}");
        return all.At(95) < Goal && refused == 0 && lost <= 0;
    }

    private static async Task<int> ActAsync(IAuditRecorder recorder, int acts, TimeSpan within, ConcurrentBag<double> latencies)
    {
        var refused = 0;
        await Task.WhenAll(Enumerable.Range(0, Users).Select(user => Task.Run(async () =>
        {
            for (var act = 0; act < acts; act++)
            {
                await Task.Delay(within / acts * Random.Shared.NextDouble() * 2);
                try
                {
                    var asked = Stopwatch.GetTimestamp();
                    var handle = await recorder.IntentAsync(IntentOf(user), CancellationToken.None);
                    latencies.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
                    asked = Stopwatch.GetTimestamp();
                    await recorder.OutcomeAsync(handle, new AuditResult(AuditOutcome.Success), CancellationToken.None);
                    latencies.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
                }
                catch (AuditUnavailableException)
                {
                    Interlocked.Increment(ref refused);
                }
            }
        })));
        return refused;
    }

    private static AuditIntent IntentOf(int user) => new(
        AuditActionType.DataAccess, "github_issue_read", "acme", $"user-{user}", new PolicyDecision(PolicyResult.Allow, "acme-integrations", "sha256:2c26b46b", "reading is allowed"), Classification.Internal)
    {
        Detail = new JsonObject { ["tool"] = "github_issue_read", ["repository"] = "acme-robotics/arm", ["number"] = 4711 },
        DataAccessed = [new DataAccess("github:acme-robotics/arm/issues/4711", Classification.Internal, "connector_read")],
        OrgUnit = "engineering",
        TeamId = "platform",
    };

    /// <summary>A service with nothing in it but what every service has.</summary>
    private static async Task<WebApplication> ProducerAsync(Stage stage, SidecarProcess sidecar)
    {
        foreach (var (name, value) in stage.Identity.Environment)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        Environment.SetEnvironmentVariable("APP_ID", AppIds.Connector);
        Environment.SetEnvironmentVariable("DAPR_HTTP_ENDPOINT", sidecar.Address.ToString().TrimEnd('/'));
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        await app.StartAsync();
        return app;
    }
}
