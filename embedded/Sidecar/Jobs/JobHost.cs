using System.Diagnostics;
using System.Text.Json;
using OpenClaw.Sidecar.Actors;
using OpenClaw.Sidecar.Actors.Reminders;
using OpenClaw.Sidecar.App;
using OpenClaw.Sidecar.Hosting;
using OpenClaw.Sidecar.Telemetry;

namespace OpenClaw.Sidecar.Jobs;

/// <summary>Names the actor type that jobs live under and hands a due job to the app.</summary>
internal sealed class JobHost(SidecarOptions options, AppChannel channel)
{
    public const string Reminder = "job";

    /// <summary>Of this app alone: another app's sidecar must never own its jobs.</summary>
    public string Type { get; } = $"dapr.internal.{(options.Namespace.Length > 0 ? options.Namespace : "default")}.{options.AppId}.job";

    public ActorKey Key(string name) => new(Type, name);

    public static JobSpec Job(ReminderRecord record) => record.Data!.Value.Deserialize<JobSpec>()!;

    /// <summary><c>POST /job/{name}</c>. A 404 counts as done: an app that does not know the job will not know it later.</summary>
    public async Task<ActorReply> FireAsync(ReminderRecord record, CancellationToken cancellationToken)
    {
        using var span = SidecarTelemetry.StartConsumer($"job/{record.ActorId}", null, null);
        var started = Stopwatch.GetTimestamp();
        var succeeded = false;
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{channel.BaseAddress}/job/{Uri.EscapeDataString(record.ActorId)}")
        {
            Content = new ByteArrayContent(Body(Job(record))) { Headers = { ContentType = new System.Net.Http.Headers.MediaTypeHeaderValue("application/json") } },
        };
        TraceHeaders.Inject(request);
        try
        {
            using var response = await channel.SendAsync(request, cancellationToken);
            succeeded = response.Message.IsSuccessStatusCode || response.Message.StatusCode == System.Net.HttpStatusCode.NotFound;
            return new ActorReply(succeeded ? StatusCodes.Status200OK : (int)response.Message.StatusCode, [], []);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw new ActorUnreachableException($"the app cannot be reached for job {record.ActorId}: {error.Message}", error);
        }
        finally
        {
            (succeeded ? SidecarMetrics.JobSuccesses : SidecarMetrics.JobFailures).Add(1, new MetricLabels("job_trigger_op"));
            SidecarMetrics.JobLatency.Observe(Stopwatch.GetElapsedTime(started).TotalMilliseconds, new MetricLabels("job_trigger_op", SidecarMetrics.Text(succeeded)));
        }
    }

    private static byte[] Body(JobSpec job) => job.Data is not { } data ? []
        : job.DataType is null or JobSpec.JsonType ? JsonSerializer.SerializeToUtf8Bytes(data)
        : Trimmed(data.GetBytesFromBase64());

    /// <summary>Bytes of a type the sidecar does not know go to the app as they are, but for white space around them.</summary>
    private static byte[] Trimmed(ReadOnlySpan<byte> bytes) => bytes.Trim(" \t\r\n"u8).ToArray();
}
