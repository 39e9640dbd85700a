using System.Buffers;
using System.Text.Json;
using OpenClaw.Sidecar.Api;

namespace OpenClaw.Sidecar.Jobs;

/// <summary><c>/v1.0/jobs/{name}</c> and its alias <c>/v1.0-alpha1</c>.</summary>
internal sealed class JobsApi(JobBlock jobs)
{
    public void Map(IEndpointRouteBuilder api)
    {
        foreach (var version in (string[])["v1.0", "v1.0-alpha1"])
        {
            api.MapPost($"/{version}/jobs/{{**name}}", ScheduleAsync);
            api.MapGet($"/{version}/jobs/{{**name}}", GetAsync);
            api.MapDelete($"/{version}/jobs/{{**name}}", DeleteAsync);
        }
    }

    private async Task ScheduleAsync(HttpContext context)
    {
        JobSpec job;
        try
        {
            (job, var isNamed) = JobReader.Read(await context.BodyAsync());
            if (isNamed)
            {
                throw new ApiException(400, "DAPR_SCHEDULER_JOB_NAME", "Set the job name in the url only") { Reason = "DAPR_SCHEDULER_JOB_NAME" };
            }
        }
        catch (Exception error) when (error is JsonException or FormatException)
        {
            throw new ApiException(400, "ERR_MALFORMED_REQUEST", $"failed deserializing HTTP body: {error.Message}", error);
        }
        await jobs.ScheduleAsync(context.Rest(2), job, context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task GetAsync(HttpContext context)
    {
        var name = context.Rest(2);
        var job = await jobs.GetAsync(name, context.RequestAborted)
            ?? throw new ApiException(500, "DAPR_SCHEDULER_GET_JOB", $"failed to get job {name}: job not found") { Reason = "DAPR_SCHEDULER_GET_JOB" };
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            Write(json, name, job);
        }
        await context.WriteJsonAsync(buffer.WrittenMemory);
    }

    private async Task DeleteAsync(HttpContext context)
    {
        await jobs.DeleteAsync(context.Rest(2), context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static void Write(Utf8JsonWriter json, string name, JobSpec job)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        foreach (var (property, value) in (ReadOnlySpan<(string, string?)>)[("schedule", job.Schedule), ("dueTime", job.DueTime), ("ttl", job.Ttl)])
        {
            if (!string.IsNullOrEmpty(value))
            {
                json.WriteString(property, value);
            }
        }
        if (job.Repeats is { } repeats)
        {
            json.WriteNumber("repeats", repeats);
        }
        if (job.Data is { } data)
        {
            json.WriteStartObject("data");
            json.WriteString("@type", job.DataType ?? JobSpec.JsonType);
            json.WritePropertyName("value");
            data.WriteTo(json);
            json.WriteEndObject();
        }
        WritePolicy(json, job.Failures);
        json.WriteEndObject();
    }

    private static void WritePolicy(Utf8JsonWriter json, JobFailurePolicy policy)
    {
        json.WriteStartObject("failurePolicy");
        json.WriteStartObject(policy.Drop ? "drop" : "constant");
        if (!policy.Drop)
        {
            json.WriteString("interval", FormattableString.Invariant($"{policy.Interval.TotalSeconds:0.#########}s"));
            if (policy.MaxRetries is { } most)
            {
                json.WriteNumber("maxRetries", most);
            }
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
