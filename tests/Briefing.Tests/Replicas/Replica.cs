using System.Net;
using OpenClaw.Testing;
using OpenClaw.Testing.Sidecars;

namespace OpenClaw.Briefing.Tests.Replicas;

/// <summary>One replica: the service in this process, its sidecar as a child process.</summary>
internal sealed class Replica : IAsyncDisposable
{
    private readonly ChildProcess _sidecar;
    private readonly Uri _address;

    private Replica(ServiceUnderTest service, ChildProcess sidecar, Uri address) => (Service, _sidecar, _address) = (service, sidecar, address);

    public ServiceUnderTest Service { get; }

    public static Replica Start(string resources, int placementPort)
    {
        var port = FreePorts.Next();
        var address = new Uri($"http://127.0.0.1:{port}");
        var service = ServiceUnderTest.Start(address);
        var sidecar = Run(
            "sidecar",
            "--app-id", "briefing",
            "--app-port", $"{service.Client.BaseAddress!.Port}",
            "--dapr-http-port", $"{port}",
            "--dapr-internal-grpc-port", $"{FreePorts.Next()}",
            "--placement-host-address", $"127.0.0.1:{placementPort}",
            "--resources-path", resources,
            "--log-level", "warn");
        return new Replica(service, sidecar, address);
    }

    public static ChildProcess Run(string name, params string[] arguments) => ChildProcess.Start(
        new ChildProgram(name, "dotnet", [Path.Combine(AppContext.BaseDirectory, "OpenClaw.Sidecar.dll"), .. arguments])
        {
            Environment = new Dictionary<string, string> { ["APP_API_TOKEN"] = SidecarStandIn.AppToken },
        });

    /// <summary>Until the sidecar is healthy and knows where actors live.</summary>
    public Task WaitAsync() => Eventually.AsyncTrue(
        async token =>
        {
            using var client = new HttpClient { BaseAddress = _address };
            using var health = await client.GetAsync("/v1.0/healthz", token);
            using var tasks = await Service.AsAsync("sarah", HttpMethod.Get, "/api/v1/tasks");
            return health.IsSuccessStatusCode && tasks.StatusCode == HttpStatusCode.OK;
        },
        TimeSpan.FromSeconds(90),
        "the replica serves actors",
        () => _sidecar.Output);

    public async ValueTask DisposeAsync()
    {
        await _sidecar.KillAsync();
        _sidecar.Dispose();
        await Service.DisposeAsync();
    }
}
