using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Running;

/// <summary>One process of a resource, across its restarts.</summary>
internal sealed class ResourceInstance(IResource resource, int index, string id, ILauncher launcher)
{
    public IResource Resource { get; } = resource;

    public int Index { get; } = index;

    public string Id { get; } = id;

    public ILauncher Launcher { get; } = launcher;

    /// <summary>Where this process listens, per endpoint name.</summary>
    public Dictionary<string, int> TargetPorts { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Questions only this kind of process is asked, such as a sidecar's own readiness.</summary>
    public List<(string Key, Func<CancellationToken, Task<HealthCheckResult>> Ask)> Probes { get; } = [];

    public ChildProcess? Child { get; set; }

    /// <summary>False after a stop command, until a start command.</summary>
    public bool Wanted { get; set; } = true;

    public SemaphoreSlim StartRequested { get; } = new(0);
}

/// <summary>Knows how to turn a resource into a process.</summary>
internal interface ILauncher
{
    /// <summary>Apps end before their sidecars, sidecars before the servers they talk to.</summary>
    StopPhase Phase { get; }

    /// <summary>A long-running process that ends without being asked is started again.</summary>
    bool Restarts { get; }

    Task<ProcessSpec> PrepareAsync(ResourceInstance instance, CancellationToken cancellationToken);

    Task CleanUpAsync() => Task.CompletedTask;
}

internal enum StopPhase
{
    Application,
    Sidecar,
    Tool,
    Server,
}
