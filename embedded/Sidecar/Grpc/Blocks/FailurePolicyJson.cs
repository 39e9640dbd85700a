using System.Text.Json.Nodes;
using OpenClaw.Sidecar.Grpc.Wire;

namespace OpenClaw.Sidecar.Grpc.Blocks;

/// <summary>What happens when a reminder or job fails, in the form of the HTTP API.</summary>
internal static class FailurePolicyJson
{
    public static JsonObject? Of(JobFailurePolicy? policy)
    {
        if (policy?.PolicyCase == JobFailurePolicy.PolicyOneofCase.Drop)
        {
            return new JsonObject { ["drop"] = new JsonObject() };
        }
        if (policy?.Constant is not { } constant)
        {
            return null;
        }
        var written = new JsonObject();
        if (constant.Interval is { } interval)
        {
            written["interval"] = $"{(long)interval.ToTimeSpan().TotalMilliseconds}ms";
        }
        if (constant.HasMaxRetries)
        {
            written["maxRetries"] = constant.MaxRetries;
        }
        return new JsonObject { ["constant"] = written };
    }
}
