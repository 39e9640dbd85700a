using System.Text.Json;
using OpenClaw.Sidecar.Actors;
using OpenClaw.Sidecar.Actors.Reminders;
using OpenClaw.Sidecar.Api;
using OpenClaw.Sidecar.Components;
using OpenClaw.Sidecar.Placement;

namespace OpenClaw.Sidecar.Jobs;

/// <summary>
/// What the jobs API does, whichever protocol asks. A job is kept and fired as the reminder of an actor of its own name,
/// so that one replica of the app gets each firing and another takes over when that one is lost.
/// </summary>
internal sealed class JobBlock(
    JobHost host, ActorRouter router, ActorPeers peers, ReminderScheduler scheduler, ReminderStore store, ComponentRegistry components, PlacementClient placement, TimeProvider clock)
{
    private const string Refused = "DAPR_SCHEDULER_SCHEDULE_JOB";

    public async Task ScheduleAsync(string name, JobSpec job, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            throw Error(400, "DAPR_SCHEDULER_JOB_NAME_EMPTY", "Name is required");
        }
        if (string.IsNullOrEmpty(job.Schedule) && string.IsNullOrEmpty(job.DueTime))
        {
            throw Error(400, "DAPR_SCHEDULER_SCHEDULE_EMPTY", "No schedule or due time provided");
        }
        // Read once here, so that a bad schedule is the caller's error wherever the job lives.
        _ = Guarded(name, () => Record(host.Key(name), job));
        await AtHostAsync(HttpMethod.Put, name, JsonSerializer.SerializeToUtf8Bytes(job), Refused, cancellationToken);
    }

    /// <summary>Null when there is no such job.</summary>
    public async Task<JobSpec?> GetAsync(string name, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            throw Error(400, "DAPR_SCHEDULER_JOB_NAME_EMPTY", "Name is required");
        }
        CheckStore("DAPR_SCHEDULER_GET_JOB");
        try
        {
            return await store.GetAsync(host.Key(name), JobHost.Reminder, cancellationToken) is { } record ? JobHost.Job(record) : null;
        }
        catch (Exception error) when (error is not (OperationCanceledException or ApiException))
        {
            throw Error(500, "DAPR_SCHEDULER_GET_JOB", $"failed to get job {name}: {error.Message}", error);
        }
    }

    public async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            throw Error(400, "DAPR_SCHEDULER_JOB_NAME_EMPTY", "Name is required");
        }
        CheckStore("DAPR_SCHEDULER_DELETE_JOB");
        if (await store.GetAsync(host.Key(name), JobHost.Reminder, cancellationToken) is not null)
        {
            await AtHostAsync(HttpMethod.Delete, name, default, "DAPR_SCHEDULER_DELETE_JOB", cancellationToken);
        }
    }

    /// <summary>All jobs of the app by name.</summary>
    public async Task<IReadOnlyDictionary<string, JobSpec>> ListAsync(CancellationToken cancellationToken)
    {
        CheckStore("DAPR_SCHEDULER_LIST_JOBS");
        var records = await store.LoadAsync(host.Type, static _ => true, cancellationToken);
        return records.ToDictionary(record => record.ActorId, JobHost.Job, StringComparer.Ordinal);
    }

    /// <summary>The change at the job's host.</summary>
    public async Task ApplyAsync(HttpMethod method, ActorKey key, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (method == HttpMethod.Delete)
        {
            await scheduler.RemoveAsync(key, JobHost.Reminder, cancellationToken);
            return;
        }
        var job = JsonSerializer.Deserialize<JobSpec>(body.Span)!;
        if (!job.Overwrite && await store.GetAsync(key, JobHost.Reminder, cancellationToken) is not null)
        {
            throw Error(409, Refused, $"failed to schedule job {key.Id}: job already exists: '{key.Id}'");
        }
        await scheduler.AddAsync(Record(key, job), cancellationToken);
    }

    private async Task AtHostAsync(HttpMethod method, string name, ReadOnlyMemory<byte> body, string code, CancellationToken cancellationToken)
    {
        CheckStore(code);
        var key = host.Key(name);
        try
        {
            var reply = await router.AtHostAsync(
                key,
                async token =>
                {
                    await ApplyAsync(method, key, body, token);
                    return new ActorReply(StatusCodes.Status204NoContent, [], []);
                },
                (owner, token) => peers.ReminderAsync(method, owner, key, JobHost.Reminder, body, token),
                cancellationToken);
            if (reply.Status != StatusCodes.Status204NoContent)
            {
                throw Error(reply.Status, code, System.Text.Encoding.UTF8.GetString(reply.Body));
            }
        }
        catch (Exception error) when (error is not OperationCanceledException && error is not ApiException { Code: "DAPR_SCHEDULER_SCHEDULE_JOB" })
        {
            throw Error(500, code, $"failed with job {name}: {error.Message}", error);
        }
    }

    private void CheckStore(string code)
    {
        if (!placement.IsConfigured || components.ActorStore is null)
        {
            throw Error(500, code, "jobs are kept in the actor state store: they need a store with actorStateStore: true and --placement-host-address");
        }
    }

    private static ReminderRecord Guarded(string name, Func<ReminderRecord> read)
    {
        try
        {
            return read();
        }
        catch (FormatException error)
        {
            throw Error(400, Refused, $"failed to schedule job {name}: {error.Message}", error);
        }
    }

    private ReminderRecord Record(ActorKey key, JobSpec job)
    {
        var now = clock.GetUtcNow();
        var first = ActorTime.Instant(job.DueTime, now) ?? JobSchedule.Next(job.Schedule!, now);
        if (!string.IsNullOrEmpty(job.Schedule))
        {
            _ = JobSchedule.Next(job.Schedule, now);
        }
        var failures = job.Failures;
        return new ReminderRecord(
            key.Type,
            key.Id,
            JobHost.Reminder,
            JsonSerializer.SerializeToElement(job),
            job.DueTime,
            null,
            job.Ttl,
            first,
            job.Repeats is { } repeats && repeats > 0 ? (int)Math.Min(repeats, int.MaxValue) : null,
            ActorTime.Instant(job.Ttl, now),
            failures.Drop ? 0 : failures.MaxRetries is { } most ? (int)Math.Min(most, int.MaxValue) : -1,
            failures.Interval,
            Guid.NewGuid(),
            string.IsNullOrEmpty(job.Schedule) ? null : job.Schedule);
    }

    private static ApiException Error(int status, string code, string message, Exception? inner = null) => new(status, code, message, inner) { Reason = code };
}
