using System.Diagnostics;
using System.Globalization;

namespace OpenClaw.Backup;

/// <summary>PostgreSQL's own programs.</summary>
internal sealed class PostgresPrograms(string? folder)
{
    private const string Versions = "/usr/lib/postgresql";
    private readonly string? _folder = folder ?? Newest();

    /// <summary>Runs one to its end and answers its exit code; what it says goes where ours does. Cancelling asks it to end.</summary>
    public async Task<int> RunAsync(string name, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Start(name, arguments);
        await using var ending = cancellationToken.Register(() => End(process));
        await process.WaitForExitAsync(CancellationToken.None);
        return process.ExitCode;
    }

    /// <exception cref="BackupException">It did not succeed.</exception>
    public async Task DoAsync(string name, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        if (await RunAsync(name, arguments, cancellationToken) is var code and not 0)
        {
            throw new BackupException($"{name} ended with {code.ToString(CultureInfo.InvariantCulture)}.");
        }
    }

    private Process Start(string name, IReadOnlyList<string> arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(_folder is null ? name : Path.Combine(_folder, name), arguments))!;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new BackupException($"{name} cannot be started ({exception.Message}); is the package of PostgreSQL's server programs installed?");
        }
    }

    /// <summary>SIGTERM, on which a receiver finishes what it has; killing it would leave a file in two minds.</summary>
    private static void End(Process process)
    {
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private static string? Newest() => !Directory.Exists(Versions)
        ? null
        : Directory.EnumerateDirectories(Versions)
            .Where(version => int.TryParse(Path.GetFileName(version), out _) && File.Exists(Path.Combine(version, "bin", "pg_basebackup")))
            .OrderByDescending(version => int.Parse(Path.GetFileName(version), CultureInfo.InvariantCulture))
            .Select(version => Path.Combine(version, "bin"))
            .FirstOrDefault();
}
