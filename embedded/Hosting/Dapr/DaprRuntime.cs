using System.Globalization;
using System.Security.Cryptography;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Running;
using CommunityToolkit.Aspire.Hosting.Dapr;

namespace Aspire.Hosting.Dapr;

/// <summary>Ports and tokens that an app instance and its sidecar share. Each replica has a sidecar of its own, as in a pod.</summary>
internal sealed class DaprRuntime(RunContext run)
{
    public const string PlacementName = "placement";
    private readonly Dictionary<string, (string Api, string App)> _tokens = [];
    private readonly Dictionary<string, SidecarPorts> _ports = [];
    private readonly Lock _gate = new();

    public static IDaprSidecarResource? SidecarOf(IResource app) => app.Annotations.OfType<DaprSidecarAnnotation>().LastOrDefault()?.Sidecar;

    public static DaprSidecarOptions OptionsOf(IResource sidecar) =>
        sidecar.TryGetLastAnnotation<DaprSidecarOptionsAnnotation>(out var annotation) ? annotation.Options : new DaprSidecarOptions();

    public void AddToApp(ResourceInstance instance, Dictionary<string, string> environment)
    {
        if (SidecarOf(instance.Resource) is not { } sidecar)
            return;
        var ports = PortsOf(sidecar, instance.Index);
        environment.TryAdd("DAPR_HTTP_PORT", Text(ports.Http));
        environment.TryAdd("DAPR_GRPC_PORT", Text(ports.Grpc));
        environment.TryAdd("DAPR_HTTP_ENDPOINT", $"http://127.0.0.1:{Text(ports.Http)}");
        environment.TryAdd("DAPR_GRPC_ENDPOINT", $"http://127.0.0.1:{Text(ports.Grpc)}");
        AddTokens(instance.Resource.Name, environment);
    }

    public void AddTokens(string app, Dictionary<string, string> environment)
    {
        lock (_gate)
        {
            if (!_tokens.TryGetValue(app, out var tokens))
                _tokens[app] = tokens = (NewToken(), NewToken());
            environment.TryAdd("DAPR_API_TOKEN", tokens.Api);
            environment.TryAdd("APP_API_TOKEN", tokens.App);
        }
    }

    public SidecarPorts PortsOf(IResource sidecar, int index)
    {
        lock (_gate)
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"{sidecar.Name}/{index}");
            if (_ports.TryGetValue(key, out var known))
                return known;
            var options = OptionsOf(sidecar);
            int Port(int? fixedPort, string name) => fixedPort is { } wanted && index == 0 && !run.RandomizePorts ? run.Ports.TakeFrom(wanted) : run.Ports.Take($"{key}/{name}");
            return _ports[key] = new SidecarPorts(
                Port(options.DaprHttpPort, "http"), Port(options.DaprGrpcPort, "grpc"), Port(options.DaprInternalGrpcPort, "internal"), Port(options.MetricsPort, "metrics"));
        }
    }

    private static string NewToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}

internal sealed record SidecarPorts(int Http, int Grpc, int Internal, int Metrics);
