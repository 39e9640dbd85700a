using System.Globalization;
using OpenClaw.Testing;

namespace OpenClaw.Dapr.Tests.Actors;

/// <summary>A real sidecar process beside an application that a test has started itself.</summary>
public sealed class SidecarBeside : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private SidecarBeside(ChildProcess process, int httpPort)
    {
        _process = process;
        Address = $"http://127.0.0.1:{httpPort.ToString(CultureInfo.InvariantCulture)}";
    }

    public string Address { get; }

    public string Output => _process.Output;

    public static async Task<SidecarBeside> StartAsync(string appId, int appPort, string resources, int placementPort)
    {
        var httpPort = FreePorts.Next();
        var sidecar = new SidecarBeside(
            ChildProcess.Start(new ChildProgram($"sidecar-{appId}", "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "OpenClaw.Sidecar.dll"),
                "--app-id", appId,
                "--app-port", appPort.ToString(CultureInfo.InvariantCulture),
                "--dapr-http-port", httpPort.ToString(CultureInfo.InvariantCulture),
                "--dapr-internal-grpc-port", FreePorts.Next().ToString(CultureInfo.InvariantCulture),
                "--placement-host-address", $"127.0.0.1:{placementPort.ToString(CultureInfo.InvariantCulture)}",
                "--resources-path", resources,
            ])
            {
                WorkingDirectory = AppContext.BaseDirectory,
            }),
            httpPort);
        using var client = new HttpClient();
        await Eventually.AsyncTrue(
            async token =>
            {
                using var answer = await client.GetAsync($"{sidecar.Address}/v1.0/healthz", token);
                return answer.IsSuccessStatusCode;
            },
            TimeSpan.FromSeconds(30),
            $"sidecar {appId} is healthy",
            () => sidecar.Output);
        return sidecar;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.KillAsync();
        _process.Dispose();
    }
}
