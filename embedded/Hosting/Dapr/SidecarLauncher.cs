using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Running;
using CommunityToolkit.Aspire.Hosting.Dapr;

namespace Aspire.Hosting.Dapr;

/// <summary>The sidecar process of one app instance, with daprd's flags.</summary>
internal sealed class SidecarLauncher(RunContext run, DaprRuntime dapr, DaprSidecarResource sidecar, EndpointReference placement, Func<int, ResourceInstance?> appInstance) : ILauncher
{
    public StopPhase Phase => StopPhase.Sidecar;

    public bool Restarts => true;

    public Task<ProcessSpec> PrepareAsync(ResourceInstance instance, CancellationToken cancellationToken)
    {
        var program = run.Metadata("openclaw:sidecar")
            ?? throw new DistributedApplicationException("The AppHost was built without the sidecar program: import embedded/Hosting/build/OpenClaw.Hosting.targets.");
        var options = DaprRuntime.OptionsOf(sidecar);
        var ports = dapr.PortsOf(sidecar, instance.Index);
        var environment = new Dictionary<string, string> { ["DOTNET_TieredPGO"] = Environment.GetEnvironmentVariable("DOTNET_TieredPGO") ?? "0", ["ASPNETCORE_URLS"] = "", ["DOTNET_gcServer"] = "0" };
        dapr.AddTokens(sidecar.App.Name, environment);
        Telemetry.AddTo(environment, run, sidecar.Name, instance.Id);
        return Task.FromResult(new ProcessSpec("dotnet", [program, .. Flags(instance, options, ports)], run.Data.Root)
        {
            Environment = environment,
            StopLimit = TimeSpan.FromSeconds(2),
        });
    }

    private List<string> Flags(ResourceInstance instance, DaprSidecarOptions options, SidecarPorts ports)
    {
        List<string> flags = ["--app-id", options.AppId ?? sidecar.App.Name];
        void Add(string name, object? value)
        {
            if (value is not null)
                flags.AddRange([name, Convert.ToString(value, CultureInfo.InvariantCulture)!]);
        }

        Add("--app-port", options.AppPort ?? AppPort(instance.Index, options));
        Add("--app-channel-address", options.AppChannelAddress ?? "127.0.0.1");
        Add("--app-protocol", options.AppProtocol);
        Add("--dapr-http-port", ports.Http);
        Add("--dapr-grpc-port", ports.Grpc);
        Add("--dapr-internal-grpc-port", ports.Internal);
        Add("--metrics-port", ports.Metrics);
        Add("--dapr-listen-addresses", options.DaprListenAddresses ?? "127.0.0.1");
        Add("--placement-host-address", options.PlacementHostAddress ?? $"{placement.Host}:{placement.Port.ToString(CultureInfo.InvariantCulture)}");
        foreach (var path in options.ResourcesPaths.Order(StringComparer.Ordinal))
        {
            Add("--resources-path", path);
        }

        Add("--config", options.Config);
        Add("--max-body-size", options.DaprMaxBodySize);
        Add("--read-buffer-size", options.DaprReadBufferSize);
        Add("--app-max-concurrency", options.AppMaxConcurrency);
        Add("--app-health-check-path", options.AppHealthCheckPath);
        Add("--app-health-probe-interval", options.AppHealthProbeInterval);
        Add("--app-health-probe-timeout", options.AppHealthProbeTimeout);
        Add("--app-health-threshold", options.AppHealthThreshold);
        Add("--scheduler-host-address", options.SchedulerHostAddress);
        Add("--log-level", options.LogLevel);
        if (options.EnableAppHealthCheck == true)
            flags.Add("--enable-app-health-check");
        if (options.EnableApiLogging == true)
            flags.Add("--enable-api-logging");
        return flags;
    }

    // A replica's sidecar talks to that replica, never to the port in front of all of them.
    private int? AppPort(int index, DaprSidecarOptions options)
    {
        var ports = appInstance(index)?.TargetPorts;
        return ports is not null && ports.TryGetValue(options.AppEndpoint ?? options.AppProtocol ?? "http", out var port) ? port : null;
    }
}
