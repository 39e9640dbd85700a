using System.Globalization;

namespace Aspire.Hosting.Kubernetes.Manifests;

/// <summary>A sidecar as annotations of a pod template. Values are strings by Kubernetes' rules, numbers and booleans too.</summary>
internal static class DaprAnnotations
{
    /// <summary>The token with which a sidecar's secret store asks the cluster's API.</summary>
    public const string ApiAccessVolume = "sidecar-api-access";

    private const string ApiAccessPath = "/var/run/secrets/kubernetes.io/serviceaccount";

    public static Map Of(SidecarSpec sidecar, bool usesClusterApi)
    {
        var options = sidecar.Options;
        var values = new SortedDictionary<string, string?>(StringComparer.Ordinal)
        {
            ["enabled"] = "true",
            ["app-id"] = sidecar.AppId,
            ["app-port"] = Text(sidecar.AppPort),
            ["app-protocol"] = options.AppProtocol ?? (sidecar.AppPort is null ? null : "http"),
            ["app-channel-address"] = options.AppChannelAddress,
            ["app-max-concurrency"] = Text(options.AppMaxConcurrency),
            ["enable-app-health-check"] = Text(options.EnableAppHealthCheck),
            ["app-health-check-path"] = options.AppHealthCheckPath,
            ["app-health-probe-interval"] = Text(options.AppHealthProbeInterval),
            ["app-health-probe-timeout"] = Text(options.AppHealthProbeTimeout),
            ["app-health-threshold"] = Text(options.AppHealthThreshold),
            ["config"] = sidecar.Configuration,
            ["log-level"] = options.LogLevel,
            ["log-as-json"] = "true",
            ["enable-api-logging"] = Text(options.EnableApiLogging),
            ["enable-profiling"] = Text(options.EnableProfiling),
            ["metrics-port"] = Text(options.MetricsPort),
            ["grpc-port"] = Text(options.DaprGrpcPort),
            ["internal-grpc-port"] = Text(options.DaprInternalGrpcPort),
            ["sidecar-listen-addresses"] = options.DaprListenAddresses,
            ["max-body-size"] = options.DaprMaxBodySize,
            ["read-buffer-size"] = options.DaprReadBufferSize,
            ["placement-host-address"] = options.PlacementHostAddress,
            ["scheduler-host-address"] = options.SchedulerHostAddress,
            ["unix-domain-socket-path"] = options.UnixDomainSocket,
            ["api-token-secret"] = sidecar.ApiTokenSecret,
            ["app-token-secret"] = sidecar.AppTokenSecret,

            // The store of that name would hand out every secret the account may read, past the lists of the Configuration.
            ["disable-builtin-k8s-secret-store"] = "true",
            ["volume-mounts"] = usesClusterApi ? $"{ApiAccessVolume}:{ApiAccessPath}" : null,

            // The sidecar serves the app while that drains; both together stay below the pod's grace period.
            ["block-shutdown-duration"] = "15s",
            ["graceful-shutdown-seconds"] = "10",

            // Without requests of the sidecar a pod's utilisation cannot be computed.
            ["sidecar-cpu-request"] = "100m",
            ["sidecar-memory-request"] = "128Mi",
            ["sidecar-memory-limit"] = "512Mi",
            ["sidecar-seccomp-profile-type"] = "RuntimeDefault",
        };
        var annotations = new Map();
        foreach (var (name, value) in values)
        {
            annotations.With("dapr.io/" + name, value);
        }

        return annotations;
    }

    /// <summary>A token of the pod's account for the sidecar alone; the app's container gets none.</summary>
    public static Map ApiAccess() => new()
    {
        ["name"] = ApiAccessVolume,
        ["projected"] = new Map
        {
            ["sources"] = new List<Map>
            {
                new() { ["serviceAccountToken"] = new Map { ["expirationSeconds"] = 3600, ["path"] = "token" } },
                new() { ["configMap"] = new Map { ["name"] = "kube-root-ca.crt", ["items"] = new List<Map> { new() { ["key"] = "ca.crt", ["path"] = "ca.crt" } } } },
                new() { ["downwardAPI"] = new Map { ["items"] = new List<Map> { new() { ["path"] = "namespace", ["fieldRef"] = new Map { ["apiVersion"] = "v1", ["fieldPath"] = "metadata.namespace" } } } } },
            },
        },
    };

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string? Text(bool? flag) => flag is { } value ? (value ? "true" : "false") : null;
}
