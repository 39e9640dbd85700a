using System.Globalization;
using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.Hosting;

/// <summary>What daprd's flags and environment say about this sidecar.</summary>
internal sealed record SidecarOptions
{
    public required string AppId { get; init; }
    public string Namespace { get; init; } = "";
    public int? AppPort { get; init; }
    public string AppAddress { get; init; } = "127.0.0.1";

    /// <summary><c>http</c>, <c>https</c> or <c>h2c</c>.</summary>
    public string AppProtocol { get; init; } = "http";
    public string AppScheme => AppProtocol == "https" ? "https" : "http";
    public int HttpPort { get; init; } = 3500;

    /// <summary>Zero without the flag: sidecars of one machine would compete for the original's default.</summary>
    public int GrpcPort { get; init; }

    public int InternalPort { get; init; }
    public int MetricsPort { get; init; }
    public string MetricsAddress { get; init; } = "127.0.0.1";

    /// <summary>Health and metadata without token; 0 for none.</summary>
    public int PublicPort { get; init; }
    public string PublicAddress { get; init; } = "127.0.0.1";

    /// <summary>Folder for sockets in place of the API's TCP port.</summary>
    public string? SocketFolder { get; init; }
    public IReadOnlyList<string> ListenAddresses { get; init; } = ["127.0.0.1"];

    /// <summary>Address others reach this sidecar at. Everything runs on one machine, so loopback.</summary>
    public string HostAddress { get; init; } = "127.0.0.1";
    public IReadOnlyList<string> ResourcePaths { get; init; } = [];
    public IReadOnlyList<string> ConfigPaths { get; init; } = [];
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];
    public int AppMaxConcurrency { get; init; } = -1;
    public bool AppHealthCheck { get; init; }
    public string AppHealthPath { get; init; } = "/healthz";
    public TimeSpan AppHealthInterval { get; init; } = TimeSpan.FromSeconds(5);
    public TimeSpan AppHealthTimeout { get; init; } = TimeSpan.FromMilliseconds(500);
    public int AppHealthThreshold { get; init; } = 3;
    public long MaxBodySize { get; init; } = 4 << 20;

    /// <summary>Room for request headers.</summary>
    public int ReadBufferSize { get; init; } = 4 << 10;
    public TimeSpan GracefulShutdown { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long stopping waits while the app is healthy; null for not at all.</summary>
    public TimeSpan? BlockShutdown { get; init; }
    public IReadOnlyList<string> DisabledInitEndpoints { get; init; } = [];
    public string? PlacementAddress { get; init; }
    public string LogLevel { get; init; } = "info";
    public bool LogAsJson { get; init; }

    /// <summary>Null when the flag is not given: the configuration decides.</summary>
    public bool? ApiLogging { get; init; }
    public string? ApiToken { get; init; }
    public string? AppToken { get; init; }

    public static SidecarOptions Parse(ReadOnlySpan<string> args)
    {
        var flags = FlagSet.Parse(args, SidecarFlags.Known);
        SidecarFlags.Refuse(flags);
        var port = flags.Int32("app-port", 0);
        return Verified(new SidecarOptions
        {
            AppId = flags.TextOrNull("app-id") ?? throw new FlagException("app-id parameter cannot be empty"),
            Namespace = Variable("NAMESPACE") ?? "",
            AppPort = port > 0 ? port : null,
            AppAddress = flags.Text("app-channel-address", "127.0.0.1"),
            AppProtocol = Protocol(flags.Text("app-protocol", "http")),
            HttpPort = flags.Int32("dapr-http-port", 3500),
            GrpcPort = flags.Int32("dapr-grpc-port", 0),
            InternalPort = flags.Int32("dapr-internal-grpc-port", 0),
            MetricsPort = flags.Bool("enable-metrics", true) ? flags.Int32("metrics-port", 0) : 0,
            MetricsAddress = flags.Text("metrics-listen-address", "127.0.0.1"),
            PublicPort = flags.Int32("dapr-public-port", 0),
            PublicAddress = flags.Text("dapr-public-listen-address", "127.0.0.1"),
            SocketFolder = flags.TextOrNull("unix-domain-socket"),
            ListenAddresses = flags.All("dapr-listen-addresses") is { Count: > 0 } addresses ? addresses : ["127.0.0.1"],
            ResourcePaths = [.. flags.All("resources-path"), .. flags.All("components-path")],
            ConfigPaths = flags.All("config"),
            AllowedOrigins = flags.All("allowed-origins"),
            AppMaxConcurrency = flags.Int32("app-max-concurrency", -1),
            AppHealthCheck = flags.Bool("enable-app-health-check", false),
            AppHealthPath = "/" + flags.Text("app-health-check-path", "/healthz").TrimStart('/'),
            AppHealthInterval = TimeSpan.FromSeconds(flags.Int32("app-health-probe-interval", 5)),
            AppHealthTimeout = TimeSpan.FromMilliseconds(flags.Int32("app-health-probe-timeout", 500)),
            AppHealthThreshold = flags.Int32("app-health-threshold", 3),
            MaxBodySize = flags.Int32("dapr-http-max-request-size", 0) is > 0 and var megabytes ? (long)megabytes << 20 : Size(flags.Text("max-body-size", "4Mi")),
            ReadBufferSize = flags.Int32("dapr-http-read-buffer-size", 0) is > 0 and var kilobytes ? kilobytes << 10 : (int)Size(flags.Text("read-buffer-size", "4Ki")),
            GracefulShutdown = TimeSpan.FromSeconds(flags.Int32("dapr-graceful-shutdown-seconds", 5)),
            BlockShutdown = flags.TextOrNull("dapr-block-shutdown-duration") is { } block
                ? MetadataValues.Duration(block, TimeSpan.FromSeconds(1)) ?? throw new FlagException($"--dapr-block-shutdown-duration: \"{block}\" is not a duration")
                : null,
            DisabledInitEndpoints = flags.All("disable-init-endpoints"),
            PlacementAddress = flags.All("placement-host-address") is [var first, ..] ? first : null,
            LogLevel = flags.Text("log-level", "info"),
            LogAsJson = flags.Bool("log-as-json", false),
            ApiLogging = flags.TextOrNull("enable-api-logging") is null ? null : flags.Bool("enable-api-logging", false),
            ApiToken = Variable("DAPR_API_TOKEN"),
            AppToken = Variable("APP_API_TOKEN"),
        });
    }

    // daprd ends with the same words.
    private static SidecarOptions Verified(SidecarOptions options) => options.AppHealthTimeout > options.AppHealthInterval
        ? throw new FlagException("value for 'health-probe-timeout' must be smaller than 'health-probe-interval'")
        : options;

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static string Protocol(string protocol) => protocol switch
    {
        "http" or "https" or "h2c" => protocol,
        _ => throw new FlagException($"app-protocol \"{protocol}\" is not supported by the embedded sidecar; use http, https or h2c"),
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
