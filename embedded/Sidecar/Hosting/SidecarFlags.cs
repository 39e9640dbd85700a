namespace OpenClaw.Sidecar.Hosting;

/// <summary>daprd's flags: those that mean something here, those that need nothing done, and those that are refused.</summary>
internal static class SidecarFlags
{
    public static IReadOnlySet<string> Known { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "app-id", "app-port", "app-protocol", "app-channel-address", "dapr-http-port", "dapr-grpc-port", "dapr-internal-grpc-port",
        "dapr-internal-grpc-listen-address", "dapr-listen-addresses", "dapr-public-port", "dapr-public-listen-address", "resources-path",
        "components-path", "config", "app-max-concurrency", "enable-app-health-check", "app-health-check-path", "app-health-probe-interval",
        "app-health-probe-timeout", "app-health-threshold", "max-body-size", "read-buffer-size", "dapr-http-max-request-size",
        "dapr-http-read-buffer-size", "dapr-graceful-shutdown-seconds", "dapr-block-shutdown-duration", "disable-init-endpoints",
        "placement-host-address", "scheduler-host-address", "scheduler-job-streams", "log-level", "log-as-json", "allowed-origins",
        "metrics-port", "metrics-listen-address", "enable-metrics", "enable-api-logging", "mode", "enable-profiling", "profile-port",
        "unix-domain-socket", "enable-mtls", "app-ssl", "sentry-address", "control-plane-address", "control-plane-namespace",
        "control-plane-trust-domain", "trust-anchors-file", "disable-builtin-k8s-secret-store", "actors-service", "reminders-service",
    };

    /// <summary>Flags that would protect something or start something that is not built must not be ignored.</summary>
    public static void Refuse(FlagSet flags)
    {
        Refuse(flags.Bool("enable-mtls", false), "enable-mtls", "sidecars call each other over loopback without mTLS");
        Refuse(flags.Bool("app-ssl", false), "app-ssl", "use --app-protocol https");
        Refuse(flags.Bool("enable-profiling", false), "enable-profiling", "use the .NET diagnostics tools on the process");
        Refuse(flags.Text("mode", "standalone") != "standalone", "mode", "only standalone; on a cluster daprd itself runs");
        Refuse(flags.TextOrNull("actors-service") is { } actors && !actors.StartsWith("placement:", StringComparison.Ordinal), "actors-service", "only placement:<host:port>");
        Refuse(flags.TextOrNull("reminders-service") is not null, "reminders-service", "reminders are kept in the actor state store");
    }

    private static void Refuse(bool condition, string flag, string reason)
    {
        if (condition)
        {
            throw new FlagException($"--{flag} is not supported by the embedded sidecar: {reason}");
        }
    }
}
