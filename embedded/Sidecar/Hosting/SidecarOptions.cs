using System.Globalization;

namespace OpenClaw.Sidecar.Hosting;

/// <summary>What daprd's flags and environment say about this sidecar.</summary>
internal sealed record SidecarOptions
{
    private static readonly HashSet<string> Known =
    [
        "app-id", "app-port", "app-protocol", "app-channel-address", "dapr-http-port", "dapr-grpc-port", "dapr-internal-grpc-port",
        "dapr-listen-addresses", "dapr-public-port", "resources-path", "components-path", "config", "app-max-concurrency",
        "enable-app-health-check", "app-health-check-path", "app-health-probe-interval", "app-health-probe-timeout", "app-health-threshold",
        "max-body-size", "read-buffer-size", "dapr-graceful-shutdown-seconds", "dapr-block-shutdown-duration", "disable-init-endpoints",
        "placement-host-address", "scheduler-host-address", "log-level", "log-as-json", "allowed-origins", "metrics-port", "enable-metrics",
        "enable-api-logging", "mode", "enable-profiling", "profile-port", "unix-domain-socket", "control-plane-address", "enable-mtls",
        "dapr-http-max-request-size", "dapr-http-read-buffer-size", "app-ssl", "metrics-listen-address",
    ];

    public required string AppId { get; init; }
    public string Namespace { get; init; } = "";
    public int? AppPort { get; init; }
    public string AppAddress { get; init; } = "127.0.0.1";
    public string AppScheme { get; init; } = "http";
    public int HttpPort { get; init; } = 3500;
    public int InternalPort { get; init; }
    public int MetricsPort { get; init; }
    public IReadOnlyList<string> ListenAddresses { get; init; } = ["127.0.0.1"];

    /// <summary>Address others reach this sidecar at. Everything runs on one machine, so loopback.</summary>
    public string HostAddress { get; init; } = "127.0.0.1";
    public IReadOnlyList<string> ResourcePaths { get; init; } = [];
    public IReadOnlyList<string> ConfigPaths { get; init; } = [];
    public int AppMaxConcurrency { get; init; } = -1;
    public bool AppHealthCheck { get; init; }
    public string AppHealthPath { get; init; } = "/healthz";
    public TimeSpan AppHealthInterval { get; init; } = TimeSpan.FromSeconds(5);
    public TimeSpan AppHealthTimeout { get; init; } = TimeSpan.FromMilliseconds(500);
    public int AppHealthThreshold { get; init; } = 3;
    public long MaxBodySize { get; init; } = 4 << 20;
    public TimeSpan GracefulShutdown { get; init; } = TimeSpan.FromSeconds(5);
    public IReadOnlyList<string> DisabledInitEndpoints { get; init; } = [];
    public string? PlacementAddress { get; init; }
    public string LogLevel { get; init; } = "info";
    public bool LogAsJson { get; init; }
    public string? ApiToken { get; init; }
    public string? AppToken { get; init; }

    public static SidecarOptions Parse(ReadOnlySpan<string> args)
    {
        var flags = FlagSet.Parse(args, Known);
        var appId = flags.TextOrNull("app-id") ?? throw new FlagException("app-id parameter cannot be empty");
        var port = flags.Int32("app-port", 0);
        return Verified(new SidecarOptions
        {
            AppId = appId,
            Namespace = Variable("NAMESPACE") ?? "",
            AppPort = port > 0 ? port : null,
            AppAddress = flags.Text("app-channel-address", "127.0.0.1"),
            AppScheme = Scheme(flags.Text("app-protocol", "http")),
            HttpPort = flags.Int32("dapr-http-port", 3500),
            InternalPort = flags.Int32("dapr-internal-grpc-port", 0),
            MetricsPort = flags.Bool("enable-metrics", true) ? flags.Int32("metrics-port", 0) : 0,
            ListenAddresses = flags.All("dapr-listen-addresses") is { Count: > 0 } addresses ? addresses : ["127.0.0.1"],
            ResourcePaths = [.. flags.All("resources-path"), .. flags.All("components-path")],
            ConfigPaths = flags.All("config"),
            AppMaxConcurrency = flags.Int32("app-max-concurrency", -1),
            AppHealthCheck = flags.Bool("enable-app-health-check", false),
            AppHealthPath = "/" + flags.Text("app-health-check-path", "/healthz").TrimStart('/'),
            AppHealthInterval = TimeSpan.FromSeconds(flags.Int32("app-health-probe-interval", 5)),
            AppHealthTimeout = TimeSpan.FromMilliseconds(flags.Int32("app-health-probe-timeout", 500)),
            AppHealthThreshold = flags.Int32("app-health-threshold", 3),
            MaxBodySize = Size(flags.Text("max-body-size", "4Mi")),
            GracefulShutdown = TimeSpan.FromSeconds(flags.Int32("dapr-graceful-shutdown-seconds", 5)),
            DisabledInitEndpoints = flags.All("disable-init-endpoints"),
            PlacementAddress = flags.All("placement-host-address") is [var first, ..] ? first : null,
            LogLevel = flags.Text("log-level", "info"),
            LogAsJson = flags.Bool("log-as-json", false),
            ApiToken = Variable("DAPR_API_TOKEN"),
            AppToken = Variable("APP_API_TOKEN"),
        });
    }

    // daprd ends with the same words.
    private static SidecarOptions Verified(SidecarOptions options) => options.AppHealthTimeout > options.AppHealthInterval
        ? throw new FlagException("value for 'health-probe-timeout' must be smaller than 'health-probe-interval'")
        : options;

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static string Scheme(string protocol) => protocol switch
    {
        "http" => "http",
        "https" => "https",
        _ => throw new FlagException($"app-protocol \"{protocol}\" is not supported by the embedded sidecar; use http or https"),
    };

    /// <summary>Sizes such as <c>32Mi</c>, <c>16MB</c>, <c>1000000</c>.</summary>
    internal static long Size(string text)
    {
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        long unit = text[digits..].Trim() switch
        {
            "" or "B" => 1,
            "k" or "K" or "KB" or "kB" => 1_000,
            "Ki" or "KiB" => 1 << 10,
            "M" or "MB" => 1_000_000,
            "Mi" or "MiB" => 1 << 20,
            "G" or "GB" => 1_000_000_000,
            "Gi" or "GiB" => 1L << 30,
            _ => throw new FlagException($"\"{text}\" is not a size"),
        };
        return digits == 0 ? throw new FlagException($"\"{text}\" is not a size") : long.Parse(text.AsSpan(0, digits), CultureInfo.InvariantCulture) * unit;
    }
}
