using System.Text;
using System.Text.Json;
using Dapr.Jobs.Models;

namespace Dapr.Jobs.Extensions;

/// <summary>Schedules jobs with texts and values.</summary>
public static class DaprJobsSerializationExtensions
{
    /// <summary>Schedules a job whose payload is a value, written as JSON.</summary>
    public static Task ScheduleJobWithPayloadAsync(
        this DaprJobsClient client,
        string jobName,
        DaprJobSchedule schedule,
        object payload,
        DateTime? startingFrom = default,
        int? repeats = default,
        JsonSerializerOptions? jsonSerializerOptions = null,
        DateTimeOffset? ttl = default,
        bool overwrite = false,
        IJobFailurePolicyOptions? failurePolicyOptions = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(payload);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(payload, jsonSerializerOptions ?? JsonSerializerOptions.Web);
        return client.ScheduleJobAsync(jobName, schedule, bytes, startingFrom, repeats, ttl, overwrite, failurePolicyOptions, cancellationToken);
    }

    /// <summary>Schedules a job whose payload is a text.</summary>
    public static Task ScheduleJobWithPayloadAsync(
        this DaprJobsClient client,
        string jobName,
        DaprJobSchedule schedule,
        string payload,
        DateTime? startingFrom = default,
        int? repeats = default,
        DateTimeOffset? ttl = default,
        bool overwrite = false,
        IJobFailurePolicyOptions? failurePolicyOptions = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(payload);
        return client.ScheduleJobAsync(
            jobName, schedule, Encoding.UTF8.GetBytes(payload), startingFrom, repeats, ttl, overwrite, failurePolicyOptions, cancellationToken);
    }
}
