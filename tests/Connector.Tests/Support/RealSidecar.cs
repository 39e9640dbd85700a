using System.Data.Common;
using OpenClaw.Testing;

namespace OpenClaw.Connector.Tests.Support;

/// <summary>The built sidecar as a process of its own, with the state store on a real PostgreSQL.</summary>
internal sealed class RealSidecar : IDisposable
{
    private readonly string _folder;
    private readonly ChildProcess _process;

    private RealSidecar(string folder, int port)
    {
        _folder = folder;
        Endpoint = new Uri($"http://127.0.0.1:{port}");
        _process = ChildProcess.Start(new ChildProgram("sidecar", "dotnet",
        [
            Assembly(), "--app-id", "connector", "--dapr-http-port", $"{port}", "--dapr-grpc-port", $"{FreePorts.Next()}",
            "--dapr-internal-grpc-port", $"{FreePorts.Next()}", "--metrics-port", $"{FreePorts.Next()}", "--resources-path", folder,
        ]));
    }

    public Uri Endpoint { get; }

    public static async Task<RealSidecar> StartAsync(string npgsqlConnectionString, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("connector-sidecar-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "statestore.yaml"), Component(npgsqlConnectionString), cancellationToken);
        var sidecar = new RealSidecar(folder, FreePorts.Next());
        try
        {
            using var client = new HttpClient();
            await Eventually.AsyncTrue(
                token => sidecar.IsReadyAsync(client, token), TimeSpan.FromSeconds(60), "the sidecar reaches its store", () => sidecar._process.Output, cancellationToken);
            return sidecar;
        }
        catch
        {
            sidecar.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<bool> IsReadyAsync(HttpClient client, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.GetAsync(new Uri(Endpoint, "/v1.0/healthz/outbound"), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static string Component(string npgsql)
    {
        var parts = new DbConnectionStringBuilder { ConnectionString = npgsql };
        return $"""
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata:
              name: statestore
            spec:
              type: state.postgresql
              version: v2
              metadata:
                - name: connectionString
                  value: "host={parts["Host"]} port={parts["Port"]} user={parts["Username"]} database={parts["Database"]}"
            """;
    }

    /// <summary>Built with the same configuration and framework as these tests.</summary>
    private static string Assembly()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(SolutionPaths.Root, "embedded", "Sidecar", "bin", output.Parent!.Name, output.Name, "OpenClaw.Sidecar.dll");
    }
}
