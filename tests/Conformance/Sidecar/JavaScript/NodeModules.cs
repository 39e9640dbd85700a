using OpenClaw.Testing;

[assembly: AssemblyFixture(typeof(OpenClaw.Sidecar.Conformance.JavaScript.NodeModules))]

namespace OpenClaw.Sidecar.Conformance.JavaScript;

/// <summary>What the lock file names, installed once for all scripts.</summary>
public sealed class NodeModules : IAsyncDisposable
{
    private readonly Lazy<Task<NodeFolder>> _folder = new(() => NodeFolder.InstallAsync(Source));

    /// <summary>Where the scripts lie in the source tree.</summary>
    public static string Source { get; } = Path.Combine(SolutionPaths.Root, "tests", "Conformance", "Sidecar", "JavaScript");

    /// <summary>Runs a script until it ends; skips the test when the machine has no node or no registry.</summary>
    public async Task<string> RunAsync(string script, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var folder = await _folder.Value;
        Assert.SkipWhen(folder.Missing is not null, folder.Missing ?? "");
        var run = await folder.RunAsync(script, arguments, cancellationToken);
        return run.Output + run.Error;
    }

    public async ValueTask DisposeAsync()
    {
        if (_folder.IsValueCreated)
        {
            (await _folder.Value).Dispose();
        }
    }
}
