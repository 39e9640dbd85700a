using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Running;

/// <summary>
/// One process of a resource, across its restarts. Commands come from people, ends from the process: what is wanted changes under one
/// lock, so that a start right after a stop is neither lost nor done twice.
/// </summary>
internal sealed class ResourceInstance(IResource resource, int index, string id, ILauncher launcher)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _started = NewSource();
    private TaskCompletionSource? _rest;
    private CancellationTokenSource? _halt;

    public IResource Resource { get; } = resource;

    public int Index { get; } = index;

    public string Id { get; } = id;

    public ILauncher Launcher { get; } = launcher;

    /// <summary>Where this process listens, per endpoint name.</summary>
    public Dictionary<string, int> TargetPorts { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Questions only this kind of process is asked, such as a sidecar's own readiness.</summary>
    public List<(string Key, Func<CancellationToken, Task<HealthCheckResult>> Ask)> Probes { get; } = [];

    /// <summary>The running process; none while it waits, pauses or rests.</summary>
    public ChildProcess? Child { get; private set; }

    /// <summary>False after a stop command and after an end that nothing follows, until a start command.</summary>
    public bool Wanted { get; private set; } = !resource.HasAnnotationOfType<ExplicitStartupAnnotation>();

    /// <summary>Ends when a start command comes while the process waits for others.</summary>
    public Task Started
    {
        get
        {
            lock (_gate)
            {
                return _started.Task;
            }
        }
    }

    public void Start()
    {
        lock (_gate)
        {
            Wanted = true;
            _started.TrySetResult();
        }
    }

    /// <summary>Ends once the process has ended and everybody was told.</summary>
    public async Task StopAsync()
    {
        Task? rest;
        ChildProcess? child;
        lock (_gate)
        {
            (Wanted, rest, child) = (false, _rest?.Task, Child);
            _halt?.Cancel();
        }

        if (child is not null)
            await child.StopAsync().ConfigureAwait(false);
        if (rest is not null)
            await rest.ConfigureAwait(false);
    }

    /// <summary>Waits until the process is wanted.</summary>
    public async Task WantedAsync(CancellationToken stopping)
    {
        Task started;
        lock (_gate)
        {
            _started = NewSource();
            if (Wanted)
                return;
            started = _started.Task;
        }

        await started.WaitAsync(stopping).ConfigureAwait(false);
        lock (_gate)
        {
            _started = NewSource();
        }
    }

    /// <summary>Opens a run, whose waits and pauses a stop command ends through <paramref name="halt"/>.</summary>
    public void Begin(CancellationTokenSource halt)
    {
        lock (_gate)
        {
            (_halt, _rest) = (halt, NewSource());
            if (!Wanted)
                halt.Cancel();
        }
    }

    /// <summary>A process that was stopped while it was prepared is not started.</summary>
    public ChildProcess Launch(Func<ChildProcess> start)
    {
        lock (_gate)
        {
            _halt!.Token.ThrowIfCancellationRequested();
            _started = NewSource();
            return Child = start();
        }
    }

    /// <summary>The process ended, or did not start; false if nothing follows until a start command.</summary>
    public bool Continues(bool restarts)
    {
        lock (_gate)
        {
            Child = null;
            return Wanted = Wanted && restarts;
        }
    }

    /// <summary>The run is over and everybody was told.</summary>
    public void Rest()
    {
        lock (_gate)
        {
            _rest!.SetResult();
            (_halt, _rest) = (null, null);
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
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
