using System.Net;
using System.Net.Sockets;

namespace OpenClaw.Testing;

/// <summary>A real server on a port and folder of its own; survives kill and restart with the same port and data.</summary>
public abstract class LocalServer : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(10);

    private readonly RunFolder _folder;
    private ChildProcess? _process;

    private protected LocalServer(string name)
    {
        Name = name;
        _folder = RunFolder.Create(name);
    }

    public string Name { get; }

    public int Port { get; } = FreePorts.Next();

    public abstract string ConnectionString { get; }

    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Its main process; 0 before the first start.</summary>
    public int ProcessId => _process?.Id ?? 0;

    /// <summary>The last lines the server wrote.</summary>
    public string Output => _process?.Output ?? "";

    private protected string Folder => _folder.Path;

    /// <summary>The signal on which the server stops cleanly and fast.</summary>
    private protected abstract string StopSignal { get; }

    /// <summary>SIGKILL, as if the machine had lost it.</summary>
    public virtual async Task KillAsync()
    {
        if (_process is { } process)
        {
            await process.KillAsync();
        }
    }

    /// <summary>Freezes the server: connections stay open and nothing answers.</summary>
    public void Pause() => _process?.SignalFamily("STOP");

    public void Resume() => _process?.SignalFamily("CONT");

    /// <summary>Kills it with all its processes at once, as the loss of a machine does.</summary>
    private protected async Task KillFamilyAsync()
    {
        _process?.SignalFamily("KILL");
        await KillAsync();
    }

    /// <summary>Stops it cleanly.</summary>
    public async Task StopAsync()
    {
        if (_process is { } process)
        {
            process.SignalFamily("CONT");
            await process.StopAsync(StopSignal, StopPatience);
        }
    }

    /// <summary>Starts it again on the same port with the same data; kills it first when it still runs.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken = default)
    {
        await KillAsync();
        await RunAsync(cancellationToken);
    }

    public virtual async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process?.Dispose();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected void Own(string user) => _folder.GiveTo(user);

    private protected async Task RunAsync(CancellationToken cancellationToken)
    {
        _process?.Dispose();
        _process = ChildProcess.Start(Program());
        await Eventually.AsyncTrue(
            async token =>
            {
                // A killed predecessor may still hold locks for a moment; the fresh process then ends at once.
                if (_process.HasExited)
                {
                    _process.Dispose();
                    _process = ChildProcess.Start(Program());
                    await Task.Delay(TimeSpan.FromMilliseconds(200), token);
                }

                return await AcceptsAsync(Port, token) && await IsReadyAsync(token);
            },
            StartDeadline,
            $"{Name} on port {Port} is ready",
            () => Output,
            cancellationToken);
    }

    private protected abstract ChildProgram Program();

    private protected virtual Task<bool> IsReadyAsync(CancellationToken cancellationToken) => Task.FromResult(true);

    private protected static async Task<bool> AcceptsAsync(int port, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
