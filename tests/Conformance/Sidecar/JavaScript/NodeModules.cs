using System.Diagnostics;
using OpenClaw.Testing;

[assembly: AssemblyFixture(typeof(OpenClaw.Sidecar.Conformance.JavaScript.NodeModules))]

namespace OpenClaw.Sidecar.Conformance.JavaScript;

/// <summary>What the lock file names, installed once into a temporary folder beside the scripts.</summary>
public sealed class NodeModules : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sidecar-conformance-node-");
    private readonly Lazy<Task<string?>> _failure;

    public NodeModules() => _failure = new Lazy<Task<string?>>(InstallAsync);

    /// <summary>Where the scripts lie in the source tree.</summary>
    public static string Source { get; } = Path.Combine(SolutionPaths.Root, "tests", "Conformance", "Sidecar", "JavaScript");

    /// <summary>Runs a script until it ends; skips the test when the machine has no node or no registry.</summary>
    public async Task<string> RunAsync(string script, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var failure = await _failure.Value;
        Assert.SkipWhen(failure is not null, failure ?? "");
        return (await StartAsync("node", [script, .. arguments], cancellationToken)).Output;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Null, or why the packages are not there.</summary>
    private async Task<string?> InstallAsync()
    {
        foreach (var file in Directory.EnumerateFiles(Source).Where(file => Path.GetExtension(file) is ".json" or ".mjs"))
        {
            File.Copy(file, Path.Combine(_folder.FullName, Path.GetFileName(file)));
        }
        try
        {
            var (code, output) = await StartAsync("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], CancellationToken.None);
            return code == 0 ? null : "npm ci failed: " + output;
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            return "node and npm are not installed: " + error.Message;
        }
    }

    private async Task<(int Code, string Output)> StartAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // The lock file names no registry: the one of the machine answers.
            Environment = { ["npm_config_omit_lockfile_registry_resolved"] = "true" },
        };
        using var process = Process.Start(start)!;
        try
        {
            var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, string.Concat(texts));
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
