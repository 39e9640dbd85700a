using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using OpenClaw.Sidecar.Grpc.Wire;
using OpenClaw.Sidecar.Jobs;
using StoredPolicy = OpenClaw.Sidecar.Jobs.JobFailurePolicy;
using WirePolicy = OpenClaw.Sidecar.Grpc.Wire.JobFailurePolicy;

namespace OpenClaw.Sidecar.Grpc.Blocks;

/// <summary>Jobs. Their data are of any type; the app gets JSON for a JSON value and the bytes of everything else.</summary>
internal sealed class GrpcJobs(JobBlock jobs) : IGrpcBlock
{
    public void Register(GrpcMethods.Registration methods)
    {
        methods.Unary("ScheduleJobAlpha1", ScheduleJobRequest.Parser, ScheduleAsync);
        methods.Unary("GetJobAlpha1", GetJobRequest.Parser, GetAsync);
        methods.Unary("ListJobsAlpha1", ListJobsRequestAlpha1.Parser, ListAsync);
        methods.Unary("DeleteJobAlpha1", DeleteJobRequest.Parser, DeleteAsync);
        methods.Unary("DeleteJobsByPrefixAlpha1", DeleteJobsByPrefixRequestAlpha1.Parser, DeleteManyAsync);
    }

    private async Task<IMessage> ScheduleAsync(ScheduleJobRequest request, GrpcCall call)
    {
        var job = request.Job ?? throw new GrpcException(GrpcStatusCode.InvalidArgument, "job is required");
        var (data, type) = Data(job.Data);
        var spec = new JobSpec(
            job.HasSchedule ? job.Schedule : null,
            job.HasRepeats ? job.Repeats : null,
            job.HasDueTime ? job.DueTime : null,
            job.HasTtl ? job.Ttl : null,
            data,
            type,
            request.Overwrite,
            Policy(job.FailurePolicy));
        await jobs.ScheduleAsync(job.Name, spec, call.Ended);
        return new ScheduleJobResponse();
    }

    private async Task<IMessage> GetAsync(GetJobRequest request, GrpcCall call) => await jobs.GetAsync(request.Name, call.Ended) is { } job
        ? new GetJobResponse { Job = Write(request.Name, job) }
        : throw new GrpcException(GrpcStatusCode.Internal, $"failed to get job {request.Name}: job not found", new ErrorInfo { Reason = "DAPR_SCHEDULER_GET_JOB", Domain = "dapr.io" });

    private async Task<IMessage> ListAsync(ListJobsRequestAlpha1 request, GrpcCall call)
    {
        var response = new ListJobsResponseAlpha1();
        response.Jobs.AddRange((await jobs.ListAsync(call.Ended)).Select(job => Write(job.Key, job.Value)));
        return response;
    }

    private async Task<IMessage> DeleteAsync(DeleteJobRequest request, GrpcCall call)
    {
        await jobs.DeleteAsync(request.Name, call.Ended);
        return new DeleteJobResponse();
    }

    /// <summary>All jobs when there is no prefix.</summary>
    private async Task<IMessage> DeleteManyAsync(DeleteJobsByPrefixRequestAlpha1 request, GrpcCall call)
    {
        foreach (var name in (await jobs.ListAsync(call.Ended)).Keys.Where(name => name.StartsWith(request.NamePrefix, StringComparison.Ordinal)))
        {
            await jobs.DeleteAsync(name, call.Ended);
        }
        return new DeleteJobsByPrefixResponseAlpha1();
    }

    private static (JsonElement? Data, string? Type) Data(Any? data)
    {
        if (data is null)
        {
            return (null, null);
        }
        if (data.Is(Value.Descriptor))
        {
            using var document = JsonDocument.Parse(JsonFormatter.Default.Format(data.Unpack<Value>()));
            return (document.RootElement.Clone(), null);
        }
        return (JsonSerializer.SerializeToElement(data.Value.ToBase64()), data.TypeUrl);
    }

    private static StoredPolicy? Policy(WirePolicy? policy) => policy?.PolicyCase switch
    {
        WirePolicy.PolicyOneofCase.Drop => new StoredPolicy(true, TimeSpan.Zero, 0),
        WirePolicy.PolicyOneofCase.Constant => new StoredPolicy(
            false, policy.Constant.Interval?.ToTimeSpan() ?? TimeSpan.Zero, policy.Constant.HasMaxRetries ? policy.Constant.MaxRetries : null),
        _ => null,
    };

    private static Job Write(string name, JobSpec spec)
    {
        var job = new Job { Name = name, FailurePolicy = Write(spec.Failures) };
        if (!string.IsNullOrEmpty(spec.Schedule))
        {
            job.Schedule = spec.Schedule;
        }
        if (!string.IsNullOrEmpty(spec.DueTime))
        {
            job.DueTime = spec.DueTime;
        }
        if (!string.IsNullOrEmpty(spec.Ttl))
        {
            job.Ttl = spec.Ttl;
        }
        if (spec.Repeats is { } repeats)
        {
            job.Repeats = repeats;
        }
        if (spec.Data is { } data)
        {
            job.Data = spec.DataType is null or JobSpec.JsonType
                ? Any.Pack(JsonParser.Default.Parse<Value>(data.GetRawText()))
                : new Any { TypeUrl = spec.DataType, Value = ByteString.FromBase64(data.GetString()) };
        }
        return job;
    }

    private static WirePolicy Write(StoredPolicy policy)
    {
        if (policy.Drop)
        {
            return new WirePolicy { Drop = new JobFailurePolicyDrop() };
        }
        var constant = new JobFailurePolicyConstant { Interval = Duration.FromTimeSpan(policy.Interval) };
        if (policy.MaxRetries is { } most)
        {
            constant.MaxRetries = most;
        }
        return new WirePolicy { Constant = constant };
    }
}
