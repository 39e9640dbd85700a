using OpenClaw.Sidecar.Components;
using OpenClaw.Sidecar.Configurations;
using OpenClaw.Sidecar.Resiliency;
using OpenClaw.Sidecar.Telemetry;

namespace OpenClaw.Sidecar.Api;

/// <summary>What reading and watching configuration does, whichever protocol asks.</summary>
internal sealed class ConfigurationBlock(ComponentRegistry components, ResiliencyProvider resiliency)
{
    public IConfigurationStore Find(string name)
    {
        if (components.Configurations.IsEmpty)
        {
            throw new ApiException(500, "ERR_CONFIGURATION_STORE_NOT_CONFIGURED", "configuration store is not configured");
        }
        return components.Configurations.TryGetValue(name, out var store) ? store
            : throw new ApiException(400, "ERR_CONFIGURATION_STORE_NOT_FOUND", $"configuration store {name} not found");
    }

    public async Task<IReadOnlyDictionary<string, ConfigurationItem>> GetAsync(
        string name, IReadOnlyList<string> keys, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        var store = Find(name);
        try
        {
            return await ComponentMeter.MeasureAsync(SidecarMetrics.Configurations, SidecarMetrics.ConfigurationLatency, name, "get",
                () => resiliency.Outbound(name, "Configuration").RunAsync(token => store.GetAsync(keys, metadata, token), static _ => Verdict.Success, cancellationToken));
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw new ApiException(500, "ERR_CONFIGURATION_GET", $"failed to get {string.Join(",", keys)} from Configuration store {name}: {error.Message}");
        }
    }

    public async Task<IAsyncDisposable> SubscribeAsync(
        string name, IReadOnlyList<string> keys, IReadOnlyDictionary<string, string> metadata, Func<string, ConfigurationItem, Task> changed, CancellationToken cancellationToken)
    {
        try
        {
            return await Find(name).SubscribeAsync(keys, metadata, changed, cancellationToken);
        }
        catch (Exception error) when (error is not (OperationCanceledException or ApiException))
        {
            throw new ApiException(500, "ERR_CONFIGURATION_SUBSCRIBE", $"failed to subscribe {string.Join(",", keys)} from Configuration store {name}: {error.Message}");
        }
    }
}
