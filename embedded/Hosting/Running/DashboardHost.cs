using System.Globalization;
using System.Security.Cryptography;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dapr;
using CommunityToolkit.Aspire.Hosting.Dapr;

namespace Aspire.Hosting.Running;

/// <summary>Adds the platform's own programs to the model: the placement service and the dashboard.</summary>
internal sealed class DashboardHost(RunContext run, IDistributedApplicationBuilder builder)
{
    public const string ResourceName = "aspire-dashboard";
    private const int DefaultPort = 18888;
    private const int DefaultOtlpPort = 18889;

    public string Key { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));

    public void AddPlacement()
    {
        var sidecars = builder.Resources.OfType<DaprSidecarResource>().ToList();
        if (sidecars.Count == 0)
            return;
        var program = run.Metadata("openclaw:sidecar")
            ?? throw new DistributedApplicationException("The AppHost was built without the sidecar program: import embedded/Hosting/build/OpenClaw.Hosting.targets.");
        var placement = builder.AddExecutable(DaprRuntime.PlacementName, "dotnet", run.Data.Root, (string[])[program, "placement"])
            .WithEndpoint(name: "tcp")
            .WithEnvironment("DOTNET_TieredPGO", "0")
            .WithEnvironment("ASPNETCORE_URLS", "")
            .WithAnnotation(new ToolAnnotation())
            .WithHidden();
        placement.WithArgs("--port", placement.GetEndpoint("tcp").Property(EndpointProperty.Port));
        Check(placement, "tcp");
        foreach (var sidecar in sidecars)
        {
            foreach (var wait in sidecar.App.Annotations.OfType<WaitAnnotation>())
            {
                sidecar.Annotations.Add(wait);
            }

            sidecar.Annotations.Add(new WaitAnnotation(placement.Resource, WaitType.WaitUntilHealthy));
        }
    }

    public void AddDashboard(int resourceServicePort)
    {
        if (run.Metadata("openclaw:dashboard") is not { } program)
            return;
        var dashboard = builder.AddExecutable(ResourceName, "dotnet", run.Data.Root, (string[])[program])
            .WithHttpEndpoint(port: DefaultPort)
            .WithHttpEndpoint(port: DefaultOtlpPort, name: "otlp")
            .WithEnvironment("DOTNET_TieredPGO", "0")
            .WithEnvironment("DASHBOARD_RESOURCE_SERVICE_URL", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{resourceServicePort}"))
            .WithEnvironment("DASHBOARD_RESOURCE_SERVICE_KEY", Key)
            .WithAnnotation(new ToolAnnotation())
            .WithHidden();
        dashboard.WithEnvironment("ASPNETCORE_URLS", dashboard.GetEndpoint("http"));
        dashboard.WithEnvironment("DASHBOARD_OTLP_URL", dashboard.GetEndpoint("otlp"));
        run.OtlpReceiver = dashboard.GetEndpoint("otlp");
        Check(dashboard, "http");
    }

    private void Check(IResourceBuilder<ExecutableResource> resource, string endpoint)
    {
        var check = new TcpConnectHealthCheck(resource.GetEndpoint(endpoint));
        run.AddProbe(resource.Resource, $"{resource.Resource.Name}_check", token => check.CheckHealthAsync(new Microsoft.Extensions.Diagnostics.HealthChecks.HealthCheckContext(), token));
    }
}
