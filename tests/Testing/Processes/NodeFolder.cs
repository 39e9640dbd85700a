using System.ComponentModel;
using System.Diagnostics;

namespace OpenClaw.Testing;

/// <summary>How a Node program ended and what it wrote.</summary>
public sealed record NodeRun(int ExitCode, string Output, string Error);

/// <summary>
/// A temporary folder with scripts and the npm packages that their lock file names, for clients and libraries of the
/// Node world that tests hold against ours.
/// </summary>
public sealed class NodeFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("openclaw-node-");

    private NodeFolder()
    {
    }

    /// <summary>Where scripts and packages lie.</summary>
    public string FullName => _folder.FullName;

    /// <summary>Why the packages are not there, or null.</summary>
    public string? Missing { get; private set; }

    /// <summary>Copies the scripts and JSON files of a folder and installs its packages; <see cref="Missing"/> says when this machine cannot.</summary>
    public static async Task<NodeFolder> InstallAsync(string source, CancellationToken cancellationToken = default)
    {
        var folder = new NodeFolder();
        foreach (var file in Directory.EnumerateFiles(source).Where(file => Path.GetExtension(file) is ".json" or ".mjs"))
        {
            File.Copy(file, Path.Combine(folder._folder.FullName, Path.GetFileName(file)));
        }

        try
        {
            var install = await folder.StartAsync("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], cancellationToken);
            folder.Missing = install.ExitCode == 0 ? null : "npm ci failed: " + install.Error;
        }
        catch (Win32Exception exception)
        {
            folder.Missing = "node and npm are not installed: " + exception.Message;
        }

        return folder;
    }

    /// <summary>Runs a script of the folder until it ends; a cancelled run is killed.</summary>
    public Task<NodeRun> RunAsync(string script, IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        StartAsync("node", [script, .. arguments], cancellationToken);

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<NodeRun> StartAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // The lock files name no registry: the one of the machine answers.
            Environment = { ["npm_config_omit_lockfile_registry_resolved"] = "true" },
        })!;
        try
        {
            var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
            await process.WaitForExitAsync(cancellationToken);
            return new NodeRun(process.ExitCode, texts[0], texts[1]);
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
