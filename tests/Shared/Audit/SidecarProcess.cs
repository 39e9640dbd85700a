using System.Globalization;

namespace OpenClaw.Testing.Audit;

/// <summary>A built sidecar in a process of its own; it can be killed and comes back with the same ports.</summary>
internal sealed class SidecarProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly ChildProgram _program;
    private readonly Uri _health;
    private ChildProcess _process;

    private SidecarProcess(ChildProgram program, Uri address, string health)
    {
        _program = program;
        Address = address;
        _health = new Uri(address, health);
        _process = ChildProcess.Start(program);
    }

    /// <summary>Its HTTP API.</summary>
    public Uri Address { get; }

    public int ProcessId => _process.Id;

    public string Output => _process.Output;

    public static async Task<SidecarProcess> StartAsync(string appId, int? appPort, int placementPort, IEnumerable<string> resources, TestIdentity identity)
    {
        var port = FreePorts.Next();
        string[] arguments =
        [
            Program, "--app-id", appId, "--dapr-http-port", Text(port), "--dapr-grpc-port", Text(FreePorts.Next()), "--dapr-internal-grpc-port", Text(FreePorts.Next()),
            "--metrics-port", Text(FreePorts.Next()), "--placement-host-address", $"127.0.0.1:{Text(placementPort)}", "--max-body-size", "32Mi", "--log-level", "warn",
            .. resources.SelectMany(folder => new[] { "--resources-path", folder }),
            .. appPort is { } app ? (string[])["--app-port", Text(app)] : [],
        ];
        var environment = new Dictionary<string, string> { ["APP_API_TOKEN"] = identity.SidecarToken };
        var sidecar = new SidecarProcess(
            new ChildProgram($"{appId}-dapr", "dotnet", arguments) { Environment = environment }, new Uri($"http://127.0.0.1:{Text(port)}"), "/v1.0/healthz/outbound");
        await sidecar.WaitAsync();
        return sidecar;
    }

    /// <summary>Where sidecars find each other.</summary>
    public static (ChildProcess Process, int Port) StartPlacement()
    {
        var port = FreePorts.Next();
        return (ChildProcess.Start(new ChildProgram("placement", "dotnet", [Program, "placement", "--port", Text(port), "--log-level", "error"])), port);
    }

    public async Task KillAndRestartAsync()
    {
        await _process.KillAsync();
        _process.Dispose();
        _process = ChildProcess.Start(_program);
        await WaitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _process.KillAsync();
        _process.Dispose();
    }

    private static string Program => BuiltPrograms.Of("embedded/Sidecar", "OpenClaw.Sidecar.dll");

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    private Task WaitAsync() => Eventually.AsyncTrue(
        async token =>
        {
            if (_process.HasExited)
            {
                // As daprd does when a component cannot start in time; whoever runs it starts it again.
                _process.Dispose();
                _process = ChildProcess.Start(_program);
            }

            return (await Http.GetAsync(_health, token)).IsSuccessStatusCode;
        },
        Patience,
        $"{_program.Name} is up",
        () => Output);
}
