using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using OpenClaw.Testing;

namespace OpenClaw.Faults;

/// <summary>The processes behind the resources, to be killed one at a time.</summary>
public sealed class ProcessTable(DistributedApplication app)
{
    private static readonly TimeSpan RestartLimit = TimeSpan.FromSeconds(60);

    private readonly ResourceNotificationService _notifications = app.Services.GetRequiredService<ResourceNotificationService>();
    private readonly DistributedApplicationModel _model = app.Services.GetRequiredService<DistributedApplicationModel>();

    /// <summary>
    /// Ends one process of a resource with SIGKILL and waits until another one runs in its place.
    /// </summary>
    /// <returns>How long it took until the replacement ran.</returns>
    public async Task<TimeSpan> KillAsync(string resource, CancellationToken cancellationToken)
    {
        var (instance, pid) = await FindAsync(resource, cancellationToken);
        using (var process = Process.GetProcessById(pid))
        {
            process.Kill();
        }

        var clock = Stopwatch.StartNew();
        await Eventually.AsyncTrue(
            _ => Task.FromResult(_notifications.TryGetCurrentState(instance, out var now) && PidOf(now) is { } next && next != pid && IsAlive(next)),
            RestartLimit,
            $"{resource} runs again after it was killed",
            cancellationToken: cancellationToken);
        return clock.Elapsed;
    }

    /// <summary>Stops these from running, with all connections open, until the answer is disposed of.</summary>
    public async Task<IAsyncDisposable> FreezeAsync(IReadOnlyList<string> resources, CancellationToken cancellationToken)
    {
        var frozen = new Frozen();
        foreach (var resource in resources)
        {
            frozen.Add((await FindAsync(resource, cancellationToken)).Pid);
        }

        return frozen;
    }

    /// <summary>Command line and environment of one process of a resource, for whoever wants to start another like it.</summary>
    public async Task<(string[] Arguments, Dictionary<string, string> Environment)> ReadAsync(string resource, CancellationToken cancellationToken)
    {
        var (_, pid) = await FindAsync(resource, cancellationToken);
        var arguments = (await File.ReadAllTextAsync($"/proc/{pid}/cmdline", cancellationToken)).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        var variables = (await File.ReadAllTextAsync($"/proc/{pid}/environ", cancellationToken)).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        return (arguments, variables.Select(variable => variable.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]));
    }

    private async Task<(string Instance, int Pid)> FindAsync(string resource, CancellationToken cancellationToken)
    {
        if (!_model.Resources.Any(candidate => candidate.Name == resource))
        {
            throw new ArgumentException($"There is no resource '{resource}'.", nameof(resource));
        }

        var found = await _notifications.WaitForResourceAsync(resource, change => PidOf(change) is { } pid && IsAlive(pid), cancellationToken);
        return (found.ResourceId, PidOf(found)!.Value);
    }

    private static int? PidOf(ResourceEvent change) =>
        change.Snapshot.Properties.FirstOrDefault(property => property.Name == "executable.pid")?.Value is { } value
            ? Convert.ToInt32(value, CultureInfo.InvariantCulture)
            : null;

    private static bool IsAlive(int pid) => Directory.Exists($"/proc/{pid}");

    private sealed class Frozen : IAsyncDisposable
    {
        private readonly List<int> _pids = [];

        public void Add(int pid)
        {
            Signal("STOP", pid);
            _pids.Add(pid);
        }

        public ValueTask DisposeAsync()
        {
            _pids.ForEach(pid => Signal("CONT", pid));
            return default;
        }

        private static void Signal(string signal, int pid)
        {
            using var kill = Process.Start("/bin/kill", [$"-{signal}", pid.ToString(CultureInfo.InvariantCulture)]);
            kill.WaitForExit();
        }
    }
}
