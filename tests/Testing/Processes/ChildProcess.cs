using System.Collections.Concurrent;
using System.Diagnostics;

namespace OpenClaw.Testing;

/// <summary>What to start: a program, its arguments and environment, and the account to run as when we are root.</summary>
public sealed record ChildProgram(string Name, string Path, IReadOnlyList<string> Arguments)
{
    public string? User { get; init; }
    public string? WorkingDirectory { get; init; }
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}

/// <summary>A child that dies with this process, even when this process is killed; keeps the last lines it wrote.</summary>
public sealed class ChildProcess : IDisposable
{
    private const int KeptLines = 200;

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    private ChildProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>The last lines of its output, for failure messages.</summary>
    public string Output => string.Join('\n', _lines);

    public static ChildProcess Start(ChildProgram program)
    {
        var process = new Process { StartInfo = StartInfoOf(program) };
        var child = new ChildProcess(process);
        process.OutputDataReceived += (_, line) => child.Keep(line.Data);
        process.ErrorDataReceived += (_, line) => child.Keep(line.Data);
        SpawnThread.Run(process.Start);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Sends a signal such as TERM, INT, STOP or CONT.</summary>
    public void Signal(string signal)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{signal} {Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Sends a signal to it and to its children, which is what freezing a server of several processes takes.</summary>
    public void SignalFamily(string signal)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{signal} {Id} $(cat /proc/{Id}/task/{Id}/children)"]);
        kill.WaitForExit();
    }

    /// <summary>Ends it with the signal it shuts down cleanly on, and by force after the patience has run out.</summary>
    public async Task StopAsync(string signal, TimeSpan patience)
    {
        if (!HasExited)
        {
            Signal(signal);
            using var deadline = new CancellationTokenSource(patience);
            try
            {
                await _process.WaitForExitAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                await KillAsync();
            }
        }
    }

    /// <summary>Waits until it ends by itself.</summary>
    public async Task<int> ExitCodeAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    /// <summary>SIGKILL, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        if (!HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static ProcessStartInfo StartInfoOf(ChildProgram program)
    {
        var start = new ProcessStartInfo("setpriv")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = program.WorkingDirectory ?? "/",
        };
        if (Environment.IsPrivilegedProcess && program.User is { } user)
        {
            start.ArgumentList.Add($"--reuid={user}");
            start.ArgumentList.Add($"--regid={user}");
            start.ArgumentList.Add("--init-groups");
        }

        start.ArgumentList.Add("--pdeathsig=KILL");
        start.ArgumentList.Add("--");
        start.ArgumentList.Add(program.Path);
        foreach (var argument in program.Arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in program.Environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        _lines.Enqueue(line);
        while (_lines.Count > KeptLines)
        {
            _lines.TryDequeue(out _);
        }
    }
}
