using System.Collections.Immutable;
using CommunityToolkit.Aspire.Hosting.Dapr;

namespace OpenClaw.AppHost;

/// <summary>What all sidecars share: the same component files everywhere, and a body limit that fits a webhook.</summary>
internal sealed class SidecarDefaults
{
    // GitHub delivers up to 25 MB.
    private const string MaxBodySize = "32Mi";
    private const string HealthPath = "/health";

    public SidecarDefaults(IDistributedApplicationBuilder builder, LocalSecrets? secrets)
    {
        var components = Path.GetFullPath("../components", builder.AppHostDirectory);

        // Dapr reads a folder without its sub-folders, so both are named; the local-only resources come from the data directory.
        ResourcesPaths = [components, Path.Combine(components, "subscriptions"), .. secrets is null ? [] : (string[])[secrets.ComponentsFolder]];
        var configuration = Path.Combine(components, "config", "config.yaml");
        Config = File.Exists(configuration) ? configuration : null;
    }

    private ImmutableHashSet<string> ResourcesPaths { get; }

    private string? Config { get; }

    public DaprSidecarOptions For(string appId) => new()
    {
        AppId = appId,
        ResourcesPaths = ResourcesPaths,
        Config = Config,
        DaprMaxBodySize = MaxBodySize,
        EnableAppHealthCheck = true,
        AppHealthCheckPath = HealthPath,
        AppHealthProbeInterval = 1,
    };
}
