using System.Net;
using System.Reflection;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Load;

/// <summary>Everything that is measured: the app's replicas with their sidecars, a caller's sidecar, a Redis.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly List<ChildProcess> _processes = [];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sidecar-load-");

    private Stage()
    {
    }

    public static string SidecarDll { get; } = Path.Combine(SolutionPaths.Root, "embedded", "Sidecar", "bin",
        typeof(Stage).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(entry => entry.Key == "Configuration").Value!, "net10.0", "OpenClaw.Sidecar.dll");

    public required RedisServer Redis { get; init; }

    public Uri App { get; private set; } = null!;

    /// <summary>The API of the sidecar under load.</summary>
    public Uri Caller { get; private set; } = null!;

    public int CallerId { get; private set; }

    public int CalleeId { get; private set; }

    public HttpClient Http { get; } = new(new SocketsHttpHandler { ActivityHeadersPropagator = null, UseProxy = false, UseCookies = false }) { Timeout = TimeSpan.FromSeconds(30) };

    public static async Task<Stage> StartAsync(int replicas)
    {
        var stage = new Stage { Redis = await RedisServer.StartAsync() };
        await stage.BuildAsync(replicas);
        return stage;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.KillAsync();
            process.Dispose();
        }
        Http.Dispose();
        await Redis.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task BuildAsync(int replicas)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "components.yaml"), Components());
        var placement = FreePorts.Next();
        Start("placement", [SidecarDll, "placement", "--port", $"{placement}", "--log-level", "error"]);
        for (var replica = 0; replica < replicas; replica++)
        {
            var app = FreePorts.Next();
            Start("app", [typeof(Stage).Assembly.Location, "app", $"{app}"]);
            App ??= new Uri($"http://127.0.0.1:{app}/echo");
            var callee = Sidecar("callee", placement, FreePorts.Next(), "--app-port", $"{app}");
            CalleeId = CalleeId == 0 ? callee.Id : CalleeId;
        }
        var port = FreePorts.Next();
        CallerId = Sidecar("caller", placement, port).Id;
        Caller = new Uri($"http://127.0.0.1:{port}");
        await Eventually.AsyncTrue(
            async token => (await Http.PostAsync(new Uri(Caller, "/v1.0/invoke/callee/method/echo"), new ByteArrayContent([1]), token)).StatusCode == HttpStatusCode.OK,
            TimeSpan.FromSeconds(60), "a call passes", () => string.Join('\n', _processes.Select(process => process.Output)));
    }

    private ChildProcess Sidecar(string appId, int placement, int port, params string[] more) => Start(appId,
    [
        SidecarDll, "--app-id", appId, "--dapr-http-port", $"{port}", "--dapr-internal-grpc-port", $"{FreePorts.Next()}", "--metrics-port", $"{FreePorts.Next()}",
        "--placement-host-address", $"127.0.0.1:{placement}", "--resources-path", _folder.FullName, "--max-body-size", "32Mi", "--log-level", "error", .. more,
    ]);

    private ChildProcess Start(string name, string[] arguments)
    {
        var process = ChildProcess.Start(new ChildProgram(name, "dotnet", arguments));
        _processes.Add(process);
        return process;
    }

    private string Components()
    {
        static string One(string name, string type, string metadata = "") =>
            $"apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: {name}\nspec:\n  type: {type}\n  version: v1\n{metadata}";
        var redis = $"  metadata:\n    - name: redisHost\n      value: 127.0.0.1:{Redis.Port}\n";
        return string.Join("---\n", One("memory", "state.in-memory"), One("redis", "state.redis", redis), One("events", "pubsub.in-memory"), One("streams", "pubsub.redis", redis));
    }
}
