using System.Text.Json;
using Dapr.Client;
using Dapr.Jobs.Models;
using Dapr.Jobs.Models.Responses;

namespace Dapr.Jobs;

/// <summary>Jobs over the sidecar's HTTP API.</summary>
internal sealed class HttpJobsClient(DaprHttpClient client) : DaprJobsClient
{
    public override Task ScheduleJobAsync(
        string jobName,
        DaprJobSchedule schedule,
        ReadOnlyMemory<byte>? payload = default,
        DateTimeOffset? startingFrom = default,
        int? repeats = default,
        DateTimeOffset? ttl = default,
        bool overwrite = false,
        IJobFailurePolicyOptions? failurePolicyOptions = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(jobName);
        ArgumentNullException.ThrowIfNull(schedule);
        var job = JobJson.When(schedule, startingFrom, repeats, ttl);
        if (overwrite)
        {
            job["overwrite"] = true;
        }

        if (payload is { } bytes)
        {
            job["data"] = JobJson.Data(bytes);
        }

        if (failurePolicyOptions is not null)
        {
            job["failurePolicy"] = JobJson.Policy(failurePolicyOptions);
        }

        return client.ScheduleJobAsync(jobName, JsonSerializer.SerializeToUtf8Bytes(job), cancellationToken);
    }

    public override async Task<DaprJobDetails> GetJobAsync(string jobName, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(jobName);
        return JobJson.Read(await client.GetJobAsync(jobName, cancellationToken));
    }

    public override Task DeleteJobAsync(string jobName, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(jobName);
        return client.DeleteJobAsync(jobName, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            client.Dispose();
        }

        base.Dispose(disposing);
    }
}
