using Aspire.Hosting.Running;

namespace Aspire.Hosting.Servers;

/// <summary>Folders that belong to a server's account, and short helper programs.</summary>
internal static class ServerFolder
{
    public static string? AccountOrNobody(string account) =>
        !Environment.IsPrivilegedProcess ? null : ServerPrograms.HasUser(account) ? account : "nobody";

    public static string Create(RunContext run, string name, string account)
    {
        var folder = run.Data.Folder(name);
        if (AccountOrNobody(account) is { } owner)
            Chown(folder, owner);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return folder;
    }

    public static Task OwnAsync(string path, string account, RunContext run, CancellationToken cancellationToken) =>
        AccountOrNobody(account) is { } owner
            ? RunAsync(run, "chown", new ProcessSpec("chown", [owner, path], "/"), cancellationToken)
            : Task.CompletedTask;

    public static async Task<int> RunAsync(RunContext run, string logName, ProcessSpec spec, CancellationToken cancellationToken)
    {
        var child = ChildProcess.Start(spec, run.Guardian, (line, isError) => run.Loggers.Write(logName, line, isError));
        await using var stop = cancellationToken.Register(() => UnixProcess.Signal(-child.Id, UnixProcess.SigKill)).ConfigureAwait(false);
        var exitCode = await child.Exited.ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return exitCode;
    }

    private static void Chown(string path, string owner)
    {
        using var process = System.Diagnostics.Process.Start("chown", [owner, path]);
        process.WaitForExit();
    }
}
