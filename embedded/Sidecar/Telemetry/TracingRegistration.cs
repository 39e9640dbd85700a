using OpenClaw.Sidecar.Hosting;
using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.Telemetry;

internal static class TracingRegistration
{
    public static void AddSidecarTracing(this IServiceCollection services, SidecarOptions options) =>
        services.AddSingleton(provider => new SidecarTracing(options, provider.GetRequiredService<ResourceSet>()));
}
