using System.Collections.Immutable;
using CommunityToolkit.Aspire.Hosting.Dapr;

namespace OpenClaw.AppHost;

/// <summary>What all sidecars share: the same component files everywhere, and a body limit that fits a webhook.</summary>
internal sealed class SidecarDefaults
{
    // GitHub delivers up to 25 MB.
    private const string MaxBodySize = "32Mi";

    // Whether the process turns, not whether it is ready: a service without its dependencies must still be reachable to say so.
    private const string HealthPath = "/alive";
    // A pod's scratch volume outlives its containers.
    private const string DeployedPolicyFolder = "/tmp/policy";
    private readonly string _configurations;
    private readonly LocalSecrets? _secrets;

    public SidecarDefaults(IDistributedApplicationBuilder builder, LocalSecrets? secrets)
    {
        var components = Path.GetFullPath("../components", builder.AppHostDirectory);

        // Dapr reads a folder without its sub-folders, so both are named. What differs lies in a folder of its own: locally in
        // the data directory, for a cluster beside the others.
        ResourcesPaths = [components, Path.Combine(components, "subscriptions"), secrets?.ComponentsFolder ?? Path.Combine(components, "kubernetes")];
        _configurations = Path.Combine(components, "config");
        _secrets = secrets;
    }

    private ImmutableHashSet<string> ResourcesPaths { get; }

    public DaprSidecarOptions For(string appId) => new()
    {
        AppId = appId,
        ResourcesPaths = ResourcesPaths,
        Config = ConfigurationOf(appId),
        DaprMaxBodySize = MaxBodySize,
        EnableAppHealthCheck = true,
        AppHealthCheckPath = HealthPath,
        AppHealthProbeInterval = 2,

        // Dapr never forgets a failed probe while the app is healthy, so the limit must not be one that a busy machine misses.
        // It must not be longer than the interval either.
        AppHealthProbeTimeout = 2000,
    };

    /// <summary>Where a service keeps the last policies it had, for a restart without the policy service.</summary>
    public string PolicyFolderOf(string service) => _secrets?.PolicyFolderOf(service) ?? DeployedPolicyFolder;

    /// <summary>A service that may read more secrets than the others has a configuration of its own.</summary>
    private string ConfigurationOf(string appId)
    {
        var own = Path.Combine(_configurations, $"{appId}.yaml");
        return File.Exists(own) ? own : Path.Combine(_configurations, "config.yaml");
    }
}
