using System.Collections.Concurrent;
using System.Diagnostics;
using OpenClaw.Contracts;
using OpenClaw.Sidecar.Load;
using OpenClaw.Testing;

namespace OpenClaw.Audit.Load;

/// <summary>Producers that keep the log busy: each sends its next batch when the last is acknowledged.</summary>
internal sealed class Sender(Stage stage, int batch)
{
    // The first tenant gets half of everything: the size of a single tree counts.
    private static readonly string[] Tenants = ["acme", "acme", "acme", "globex", "initech", "umbrella"];
    private readonly EntryTemplate _template = new();
    private readonly ConcurrentBag<double> _latencies = [];
    private long _acknowledged;
    private int _refused;

    public long Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>Sends until the time is over or enough is acknowledged.</summary>
    public async Task<Latencies> RunAsync(int producers, TimeSpan duration, long enough = long.MaxValue, string? tenant = null)
    {
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, producers).Select(producer => Task.Run(async () =>
        {
            var service = stage.Services[producer % stage.Services.Count];
            for (var round = producer; Stopwatch.GetElapsedTime(started) < duration && Acknowledged < enough; round++)
            {
                await SendAsync(service, tenant ?? Tenants[round % Tenants.Length]);
            }
        })));
        return Latencies.Of(_latencies, _refused, 0, Stopwatch.GetElapsedTime(started));
    }

    private async Task SendAsync(ServiceProcess service, string tenant)
    {
        var sent = Stopwatch.GetTimestamp();
        using var request = stage.Identity.AsService(AppIds.Connector, HttpMethod.Post, "/api/v1/audit/entries");
        request.Content = new ReadOnlyMemoryContent(_template.Batch(tenant, batch, TimeProvider.System)) { Headers = { ContentType = new("application/json") } };
        using var answer = await service.Client.SendAsync(request);
        if (!answer.IsSuccessStatusCode)
        {
            Interlocked.Increment(ref _refused);
            await Task.Delay(TimeSpan.FromMilliseconds(50));
            return;
        }

        _latencies.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
        Interlocked.Add(ref _acknowledged, batch);
    }
}
