using System.Globalization;

namespace OpenClaw.Testing;

/// <summary>A built service as a child process on a free port, started the way the AppHost starts it.</summary>
public sealed class ServiceProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(30);

    private readonly string _assembly;
    private readonly Dictionary<string, string> _environment;
    private ChildProcess _process;

    private ServiceProcess(string assembly, IReadOnlyDictionary<string, string> environment)
    {
        _assembly = assembly;
        Address = new Uri($"http://127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}");
        _environment = new Dictionary<string, string>(environment) { ["ASPNETCORE_URLS"] = Address.ToString() };
        _environment.TryAdd("DOTNET_TieredPGO", "0");
        Client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(30) };
        _process = Start();
    }

    public int Port { get; } = FreePorts.Next();

    public Uri Address { get; }

    public HttpClient Client { get; }

    public int ProcessId => _process.Id;

    /// <summary>The last lines it wrote.</summary>
    public string Output => _process.Output;

    /// <param name="assembly">File name of the dll beside the tests, such as <c>OpenClaw.Audit.dll</c>.</param>
    public static async Task<ServiceProcess> StartAsync(
        string assembly, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken = default)
    {
        var service = new ServiceProcess(Path.Combine(AppContext.BaseDirectory, assembly), environment);
        try
        {
            await service.WaitAsync(cancellationToken);
            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    /// <summary>SIGKILL.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>SIGKILL and start again on the same port.</summary>
    public async Task KillAndRestartAsync(CancellationToken cancellationToken = default)
    {
        await _process.KillAsync();
        _process.Dispose();
        _process = Start();
        await WaitAsync(cancellationToken);
    }

    /// <summary>SIGTERM, as an orchestrator ends it; waits for the drain.</summary>
    public Task StopAsync() => _process.StopAsync("TERM", TimeSpan.FromSeconds(30));

    public async ValueTask DisposeAsync()
    {
        await _process.KillAsync();
        _process.Dispose();
        Client.Dispose();
    }

    private ChildProcess Start() => ChildProcess.Start(new ChildProgram(Path.GetFileNameWithoutExtension(_assembly), "dotnet", [_assembly])
    {
        WorkingDirectory = Path.GetDirectoryName(_assembly),
        Environment = _environment,
    });

    private Task WaitAsync(CancellationToken cancellationToken) => Eventually.AsyncTrue(
        async token =>
        {
            if (_process.HasExited)
            {
                throw new InvalidOperationException($"It ended: {_process.Output}");
            }

            using var answer = await Client.GetAsync(new Uri("/alive", UriKind.Relative), token);
            return answer.IsSuccessStatusCode;
        },
        StartDeadline,
        $"{Path.GetFileName(_assembly)} is alive",
        () => _process.Output,
        cancellationToken);
}
