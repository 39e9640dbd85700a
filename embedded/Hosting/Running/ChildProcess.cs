using System.Diagnostics;

namespace Aspire.Hosting.Running;

/// <summary>One running child: leader of its own session, its output read line by line, its end observed.</summary>
internal sealed class ChildProcess
{
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process _process;
    private readonly ProcessSpec _spec;

    private ChildProcess(Process process, ProcessSpec spec)
    {
        _process = process;
        Id = process.Id;
        _spec = spec;
    }

    public int Id { get; }

    public Task<int> Exited => _exited.Task;

    /// <summary>
    /// setsid and setpriv replace themselves with the program, so its pid is ours to signal; a session of its own keeps a
    /// terminal's Ctrl+C away from children that are stopped in order.
    /// </summary>
    public static ChildProcess Start(ProcessSpec spec, Guardian guardian, Action<string, bool> output)
    {
        var start = new ProcessStartInfo("setsid")
        {
            WorkingDirectory = spec.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] privileges = spec.User is { } user && Environment.IsPrivilegedProcess ? ["setpriv", $"--reuid={user}", $"--regid={user}", "--init-groups"] : [];
        foreach (var argument in privileges.Append(spec.FileName).Concat(spec.Arguments))
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in spec.Environment)
        {
            start.Environment[name] = value;
        }

        start.Environment[Guardian.MarkVariable] = guardian.Mark;
        var process = Process.Start(start)!;
        var child = new ChildProcess(process, spec);
        guardian.Watch(child.Id, spec.StopSignal);
        process.StandardInput.Close();
        _ = ReadAsync(process.StandardOutput, line => output(line, false));
        _ = ReadAsync(process.StandardError, line => output(line, true));

        // Last: a program that ends at once must not be disposed of while it is still being set up.
        _ = child.ObserveEndAsync(guardian);
        return child;
    }

    /// <summary>Asks, waits, then kills the whole group.</summary>
    public async Task StopAsync(TimeSpan? limit = null)
    {
        if (!_exited.Task.IsCompleted)
            UnixProcess.Signal(Id, _spec.StopSignal);
        await Task.WhenAny(_exited.Task, Task.Delay(limit ?? _spec.StopLimit)).ConfigureAwait(false);
        UnixProcess.Signal(-Id, UnixProcess.SigKill);
        await _exited.Task.ConfigureAwait(false);
    }

    private static async Task ReadAsync(StreamReader reader, Action<string> write)
    {
        while (await reader.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            write(line);
        }
    }

    private async Task ObserveEndAsync(Guardian guardian)
    {
        await _process.WaitForExitAsync().ConfigureAwait(false);

        // What the leader left behind in its group ends with it.
        UnixProcess.Signal(-Id, UnixProcess.SigKill);
        guardian.Forget(Id);
        _exited.TrySetResult(_process.ExitCode);
        _process.Dispose();
    }
}
