using System.Diagnostics;

namespace Aspire.Hosting.Running;

/// <summary>What to do about server programs that are not there.</summary>
internal enum InstallDecision
{
    Nothing,
    AsRoot,
    WithSudo,
    Refuse,
}

/// <summary>Installs missing server packages on Debian and Ubuntu, when it may.</summary>
internal static class PackageInstaller
{
    // Package scripts must not start system-wide servers; 101 is the documented "action forbidden".
    private const string Script = """
        set -e
        guard=/usr/sbin/policy-rc.d; cluster=/etc/postgresql-common/createcluster.conf
        [ -e $guard ] || { printf '#!/bin/sh\nexit 101\n' > $guard; chmod 755 $guard; trap "rm -f $guard" EXIT; }
        [ -e $cluster ] || { mkdir -p /etc/postgresql-common; echo 'create_main_cluster = false' > $cluster; }
        export DEBIAN_FRONTEND=noninteractive
        apt-get update -qq
        apt-get install -y -qq --no-install-recommends -o Dpkg::Options::=--force-confold "$@"
        """;

    public static InstallDecision Decide(IReadOnlyCollection<string> missing, bool allowed, bool isDebian, bool isRoot, bool hasSudo) => missing.Count == 0
        ? InstallDecision.Nothing
        : !allowed || !isDebian ? InstallDecision.Refuse
        : isRoot ? InstallDecision.AsRoot
        : hasSudo ? InstallDecision.WithSudo
        : InstallDecision.Refuse;

    public static string RefusalOf(IReadOnlyCollection<string> missing) =>
        $"Not installed: {string.Join(", ", missing)}. Install with: sudo apt-get install -y --no-install-recommends {string.Join(' ', missing)}";

    public static async Task EnsureAsync(IReadOnlyCollection<string> missing, bool allowed, Action<string> say, CancellationToken cancellationToken)
    {
        var hasSudo = missing.Count > 0 && !Environment.IsPrivilegedProcess && ServerPrograms.OnPath("sudo") is not null
            && await RunAsync("sudo", ["-n", "true"], static _ => { }, cancellationToken).ConfigureAwait(false) == 0;
        var decision = Decide(missing, allowed, File.Exists("/etc/debian_version"), Environment.IsPrivilegedProcess, hasSudo);
        if (decision == InstallDecision.Nothing)
            return;
        if (decision == InstallDecision.Refuse)
            throw new DistributedApplicationException(RefusalOf(missing));

        say($"Installing {string.Join(", ", missing)} with apt-get (once)...");
        string[] command = ["/bin/sh", "-c", Script, "install", .. missing];
        var output = new List<string>();
        var exitCode = decision == InstallDecision.AsRoot
            ? await RunAsync(command[0], command[1..], output.Add, cancellationToken).ConfigureAwait(false)
            : await RunAsync("sudo", ["-n", .. command], output.Add, cancellationToken).ConfigureAwait(false);
        if (exitCode != 0)
            throw new DistributedApplicationException($"{RefusalOf(missing)} (apt-get failed: {output.LastOrDefault(line => line.Length > 0)})");
    }

    private static async Task<int> RunAsync(string program, string[] arguments, Action<string> output, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => output(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => output(line.Data ?? "");
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        return process.ExitCode;
    }
}
