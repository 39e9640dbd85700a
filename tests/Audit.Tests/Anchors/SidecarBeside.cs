using System.Globalization;
using OpenClaw.Testing;

namespace OpenClaw.Audit.Tests.Anchors;

/// <summary>The built sidecar as a process of its own, with endpoints to the outside world.</summary>
internal sealed class SidecarBeside : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("audit-sidecar-");
    private readonly ChildProcess _process;

    private SidecarBeside(string world, string witness)
    {
        foreach (var (name, address) in new[] { ("anchor-store", world + "/store"), ("anchor-bucket", world), ("witness", witness + "/witness") })
        {
            File.WriteAllText(Path.Combine(_folder.FullName, name + ".yaml"), $"""
                apiVersion: dapr.io/v1alpha1
                kind: HTTPEndpoint
                metadata:
                  name: {name}
                spec:
                  baseUrl: http://{address}
                """);
        }

        File.WriteAllText(Path.Combine(_folder.FullName, "pubsub.yaml"), """
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata:
              name: pubsub
            spec:
              type: pubsub.in-memory
              version: v1
              metadata: []
            """);
        _process = ChildProcess.Start(new ChildProgram("sidecar", "dotnet",
        [
            Assembly(), "--app-id", "audit", "--dapr-http-port", Text(Port), "--dapr-grpc-port", Text(FreePorts.Next()),
            "--dapr-internal-grpc-port", Text(FreePorts.Next()), "--metrics-port", Text(FreePorts.Next()), "--resources-path", _folder.FullName,
        ]));
    }

    public int Port { get; } = FreePorts.Next();

    public string Endpoint => $"http://127.0.0.1:{Text(Port)}";

    public string Output => _process.Output;

    public static async Task<SidecarBeside> StartAsync(OutsideWorld world, WitnessProcess? witness)
    {
        var sidecar = new SidecarBeside(world.Host, witness?.Host ?? world.Host);
        using var client = new HttpClient();
        await Eventually.AsyncTrue(
            async token => (await client.GetAsync(new Uri(sidecar.Endpoint + "/v1.0/healthz/outbound"), token)).IsSuccessStatusCode,
            TimeSpan.FromSeconds(60), "the sidecar is up", () => sidecar.Output);
        return sidecar;
    }

    public void Dispose()
    {
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    /// <summary>Built with the same configuration and framework as these tests.</summary>
    private static string Assembly()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(SolutionPaths.Root, "embedded", "Sidecar", "bin", output.Parent!.Name, output.Name, "OpenClaw.Sidecar.dll");
    }
}
