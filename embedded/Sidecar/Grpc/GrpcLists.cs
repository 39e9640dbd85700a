using System.Collections.Frozen;
using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.Grpc;

/// <summary>Keeps calls away that the configuration's API lists do not allow. The lists name blocks, calls name methods.</summary>
internal sealed class GrpcLists(ResourceSet resources)
{
    private static readonly FrozenDictionary<string, string> Blocks = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["state"] = "GetState GetBulkState SaveState QueryStateAlpha1 DeleteState DeleteBulkState ExecuteStateTransaction",
        ["publish"] = "PublishEvent BulkPublishEvent BulkPublishEventAlpha1",
        ["subscribe"] = "SubscribeTopicEventsAlpha1",
        ["bindings"] = "InvokeBinding",
        ["secrets"] = "GetSecret GetBulkSecret",
        ["actors"] = "RegisterActorTimer UnregisterActorTimer RegisterActorReminder UnregisterActorReminder GetActorReminder ListActorReminders "
            + "UnregisterActorRemindersByType GetActorState ExecuteActorStateTransaction InvokeActor",
        ["metadata"] = "GetMetadata SetMetadata",
        ["configuration"] = "GetConfiguration GetConfigurationAlpha1 SubscribeConfiguration SubscribeConfigurationAlpha1 UnsubscribeConfiguration UnsubscribeConfigurationAlpha1",
        ["lock"] = "TryLockAlpha1",
        ["unlock"] = "UnlockAlpha1",
        ["invoke"] = "InvokeService",
        ["jobs"] = "ScheduleJobAlpha1 GetJobAlpha1 DeleteJobAlpha1 DeleteJobsByPrefixAlpha1 ListJobsAlpha1",
        ["shutdown"] = "Shutdown",
    }.SelectMany(block => block.Value.Split(' ').Select(method => (method, block.Key))).ToFrozenDictionary(pair => pair.method, pair => pair.Key, StringComparer.Ordinal);

    private readonly AppConfiguration _configuration = resources.Configuration;

    /// <exception cref="GrpcException">The lists do not allow the method.</exception>
    public void Check(string path)
    {
        var method = path[(path.LastIndexOf('/') + 1)..];
        var version = method.EndsWith("Alpha1", StringComparison.Ordinal) ? "v1.0-alpha1" : "v1.0";
        if (Blocks.TryGetValue(method, out var block) && !_configuration.PermitsApi(block, version, "grpc"))
        {
            throw GrpcErrors.FromHttp(StatusCodes.Status501NotImplemented, "requested endpoint is not available"u8);
        }
    }
}
