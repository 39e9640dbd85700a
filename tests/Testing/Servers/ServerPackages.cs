using System.Diagnostics;

namespace OpenClaw.Testing;

/// <summary>
/// Makes sure, once per process, that the servers' packages are there: `dotnet test` on a fresh Debian machine must not
/// need a step before it. Set <c>OPENCLAW_NO_INSTALL</c> to any value to leave the machine as it is.
/// </summary>
internal static class ServerPackages
{
    private const string OptOut = "OPENCLAW_NO_INSTALL";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <returns>What went wrong, or null. Tests then skip, naming the package that is missing.</returns>
    public static string? Install()
    {
        if (Environment.GetEnvironmentVariable(OptOut) is { Length: > 0 } || !OperatingSystem.IsLinux())
        {
            return null;
        }

        var script = Path.Combine(SolutionPaths.Root, "tests", "Testing", "install-servers.sh");
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", [script]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var output = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEndAsync();
        return process.WaitForExit(Limit) && process.ExitCode == 0 ? null : $"Installing the servers' packages failed: {output.Result}";
    }
}
