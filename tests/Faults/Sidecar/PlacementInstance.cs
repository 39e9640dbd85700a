using OpenClaw.Testing;

namespace OpenClaw.Faults.Sidecar;

/// <summary>The placement process.</summary>
internal sealed class PlacementInstance : IAsyncDisposable
{
    private ChildProcess? _process;

    public int Port { get; } = FreePorts.Next();

    public void Start()
    {
        _process?.Dispose();
        _process = ChildProcess.Start(new ChildProgram("placement", "dotnet", [SidecarInstance.Program, "placement", "--port", $"{Port}"]));
    }

    public Task KillAsync() => _process?.KillAsync() ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process?.Dispose();
    }
}
