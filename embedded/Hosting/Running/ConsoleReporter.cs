using Aspire.Hosting.ApplicationModel;
using CommunityToolkit.Aspire.Hosting.Dapr;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Running;

/// <summary>Shows each resource's state as it changes: a live table on a terminal, plain lines in a log.</summary>
internal sealed class ConsoleReporter(ResourceNotificationService notifications, DistributedApplicationModel model, TimeProvider clock)
{
    private readonly long _started = clock.GetTimestamp();
    private readonly Dictionary<string, string> _shown = [];
    private readonly bool _live = !Console.IsOutputRedirected;
    private bool _isReady;
    private int _lines;

    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            await foreach (var change in notifications.WatchAsync(stopping).ConfigureAwait(false))
            {
                Show(change);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            Line("Stopping");
        }
    }

    private static bool IsShown(ResourceEvent change) => change.Resource is not IResourceWithoutLifetime && !change.Snapshot.IsHidden;

    private static string StateOf(CustomResourceSnapshot snapshot)
    {
        var state = snapshot.State?.Text ?? KnownResourceStates.NotStarted;
        if (state == KnownResourceStates.Running)
            return snapshot.IsReady ? snapshot.HealthStatus == HealthStatus.Healthy ? "Healthy" : "Unhealthy" : state;
        return snapshot.ExitCode is { } code ? $"{state} (exit code {code})" : state;
    }

    private void Show(ResourceEvent change)
    {
        if (!IsShown(change))
            return;
        var name = notifications.InstancesOf(change.Resource).Count > 1 ? change.ResourceId : change.Resource.Name;
        var state = StateOf(change.Snapshot);
        if (_shown.TryGetValue(name, out var before) && before == state)
            return;
        _shown[name] = state;
        if (_live && !_isReady)
            Redraw();
        else if (state != KnownResourceStates.NotStarted)
            Line($"{name} {state}");
        if (change.Snapshot.State?.Text == KnownResourceStates.FailedToStart)
            Tail(change.Resource.Name);
        if (!_isReady && AllHealthy())
            Ready();
    }

    // A failure that needs a second command to be seen is not seen.
    private void Tail(string name)
    {
        foreach (var line in notifications.Loggers.Tail(name, 15))
        {
            Console.WriteLine($"    {name}: {line.Content}");
        }
    }

    private void Redraw()
    {
        if (_lines > 0)
            Console.Write($"\u001b[{_lines}A");
        foreach (var (name, state) in _shown)
        {
            Console.Write($"\u001b[2K{name,-28} {state}\n");
        }

        _lines = _shown.Count;
    }

    private bool AllHealthy() => model.Resources
        .Where(resource => resource is (IComputeResource or IDaprSidecarResource) && !resource.HasAnnotationOfType<ExplicitStartupAnnotation>())
        .All(resource => IsJobDone(resource) || notifications.AllReady(resource));

    private bool IsJobDone(IResource resource) => notifications.TryGetCurrentState(notifications.InstancesOf(resource)[0], out var state)
        && state.Snapshot is { State.Text: nameof(KnownResourceStates.Finished), ExitCode: 0 };

    private void Ready()
    {
        _isReady = true;
        var urls = model.Resources.SelectMany(resource => resource.Annotations.OfType<EndpointAnnotation>()
            .Where(endpoint => endpoint is { UriScheme: "http" or "https", AllocatedEndpoint: not null } && !resource.HasAnnotationOfType<ToolAnnotation>())
            .Select(endpoint => $"{resource.Name,-28} {endpoint.AllocatedEndpoint!.UriString}"));
        foreach (var url in urls)
        {
            Console.WriteLine(url);
        }

        Console.WriteLine(FormattableString.Invariant($"Ready in {clock.GetElapsedTime(_started).TotalSeconds:F1} s: gateway {UrlOf("gateway")}, dashboard {UrlOf(DashboardHost.ResourceName)}"));
    }

    private string UrlOf(string name) => model.Resources.FirstOrDefault(resource => resource.Name == name)?.Annotations.OfType<EndpointAnnotation>()
        .FirstOrDefault(endpoint => endpoint.UriScheme == "http")?.AllocatedEndpoint?.UriString ?? "off";

    private void Line(string text) => Console.WriteLine(FormattableString.Invariant($"{clock.GetLocalNow():HH:mm:ss} {text}"));
}
