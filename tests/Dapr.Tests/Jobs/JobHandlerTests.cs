using System.Collections.Concurrent;
using System.Text;
using Dapr.Jobs;
using Dapr.Jobs.Extensions;
using Dapr.Jobs.Models;
using Microsoft.Extensions.DependencyInjection;
using OpenClaw.Dapr.Tests.Actors;
using OpenClaw.Dapr.Tests.Web;
using OpenClaw.Testing;

namespace OpenClaw.Dapr.Tests.Jobs;

/// <summary>Jobs from the client through a real sidecar to the handler.</summary>
public sealed class JobHandlerTests
{
    [Fact]
    public async Task Job_ComesToTheHandlerWithNamePayloadAndServices()
    {
        await using var cluster = new ActorCluster();
        await cluster.InitializeAsync();
        var seen = new ConcurrentQueue<string>();
        await using var app = await WebApp.StartAsync(
            web => web.MapDaprScheduledJobHandler((string name, ReadOnlyMemory<byte> payload, ConcurrentQueue<string> queue, CancellationToken _) =>
            {
                queue.Enqueue($"{name} {Encoding.UTF8.GetString(payload.Span)}");
                return Task.CompletedTask;
            }),
            builder => builder.Services.AddSingleton(seen));
        await using var sidecar = await cluster.StartSidecarAsync("jobs", app.Client.BaseAddress!.Port);
        using var jobs = new DaprJobsClientBuilder().UseHttpEndpoint(sidecar.Address).Build();

        await jobs.ScheduleJobWithPayloadAsync("nightly", DaprJobSchedule.FromDuration(TimeSpan.FromSeconds(1)), new { depth = 3 }, repeats: 2);
        var kept = await jobs.GetJobAsync("nightly");

        Assert.Equal("@every 1s", kept.Schedule.ExpressionValue);
        Assert.Equal("""{"depth":3}""", Encoding.UTF8.GetString(kept.Payload!));
        await Eventually.True(() => seen.Count == 2, TimeSpan.FromSeconds(20), "the job is due twice", () => sidecar.Output);
        Assert.All(seen, text => Assert.Equal("""nightly {"depth":3}""", text));
        await jobs.DeleteJobAsync("nightly");
    }
}
