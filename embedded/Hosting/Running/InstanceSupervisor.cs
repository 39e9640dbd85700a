using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Running;

/// <summary>The life of one process: wait, start, watch, and start again when it ended without being asked.</summary>
internal sealed class InstanceSupervisor(IServiceProvider services, RunContext run, ResourceNotificationService notifications, IDistributedApplicationEventing eventing, DistributedApplicationModel model, ILogger logger)
{
    // After this many starts in a row that never became ready, something is wrong that waiting does not cure.
    private const int MaxFailures = 10;

    // The name Aspire uses for it, so tools find it.
    private const string PidProperty = "executable.pid";
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(5);
    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly HealthMonitor _health = new(services, notifications, eventing, model);

    public async Task RunAsync(ResourceInstance instance, CancellationToken stopping)
    {
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                await instance.WantedAsync(stopping).ConfigureAwait(false);
                using var halt = CancellationTokenSource.CreateLinkedTokenSource(stopping);
                instance.Begin(halt);
                try
                {
                    await RunUntilEndAsync(instance, halt.Token).ConfigureAwait(false);
                }
                finally
                {
                    instance.Rest();
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            logger.ResourceStopped(instance.Id);
        }
    }

    private async Task RunUntilEndAsync(ResourceInstance instance, CancellationToken halted)
    {
        try
        {
            for (var failures = 0; ;)
            {
                var (exitCode, wasReady) = await RunOnceAsync(instance, halted).ConfigureAwait(false);
                failures = wasReady ? 0 : failures + 1;
                if (!instance.Continues(ShouldRestart(instance, exitCode)) || halted.IsCancellationRequested)
                {
                    var state = exitCode == 0 && !halted.IsCancellationRequested ? KnownResourceStates.Finished : KnownResourceStates.Exited;
                    await EndAsync(instance, state, exitCode).ConfigureAwait(false);
                    return;
                }

                if (failures >= MaxFailures)
                {
                    await FailAsync(instance, $"ended {failures} times with exit code {exitCode} before it became ready").ConfigureAwait(false);
                    return;
                }

                await PauseAsync(instance, exitCode, failures, halted).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (halted.IsCancellationRequested)
        {
            // Stopped while it waited or paused: there is no process and no exit code.
            instance.Continues(restarts: false);
            await EndAsync(instance, KnownResourceStates.Exited, null).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            await FailAsync(instance, failure.Message).ConfigureAwait(false);
        }
    }

    private async Task PauseAsync(ResourceInstance instance, int exitCode, int failures, CancellationToken halted)
    {
        var delay = FirstBackoff * Math.Pow(2, failures);
        logger.ResourceRestarting(instance.Id, exitCode);
        run.Loggers.Write(instance.Resource.Name, $"The process ended with exit code {exitCode}; starting it again.", isError: true);
        await UpdateAsync(instance, snapshot => snapshot with { State = KnownResourceStates.Starting, ExitCode = exitCode, IsReady = false }).ConfigureAwait(false);
        await Task.Delay(delay < LongestBackoff ? delay : LongestBackoff, halted).ConfigureAwait(false);
    }

    // A job (no endpoints, no health) ends by design; a service never does.
    private static bool ShouldRestart(ResourceInstance instance, int exitCode) =>
        instance.Launcher.Restarts && (instance.Resource is not ProjectResource project || project.HasAnnotationOfType<EndpointAnnotation>()) && (exitCode != int.MinValue);

    private async Task<(int ExitCode, bool WasReady)> RunOnceAsync(ResourceInstance instance, CancellationToken halted)
    {
        var resource = instance.Resource;
        if (resource.HasAnnotationOfType<WaitAnnotation>())
            await UpdateAsync(instance, snapshot => snapshot with { State = KnownResourceStates.Waiting, IsReady = false }).ConfigureAwait(false);
        await eventing.PublishAsync(new BeforeResourceStartedEvent(resource, services), halted).ConfigureAwait(false);
        await WaitAsync(instance, halted).ConfigureAwait(false);
        await UpdateAsync(instance, snapshot => snapshot with { State = KnownResourceStates.Starting, IsReady = false }).ConfigureAwait(false);

        var spec = await instance.Launcher.PrepareAsync(instance, halted).ConfigureAwait(false);
        var child = instance.Launch(() => ChildProcess.Start(spec, run.Guardian, (line, isError) => run.Loggers.Write(resource.Name, line, isError)));
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(halted);
        await RunningAsync(instance, spec, child.Id).ConfigureAwait(false);
        var monitor = _health.WatchAsync(instance, ended.Token);
        var exitCode = await child.Exited.ConfigureAwait(false);
        await ended.CancelAsync().ConfigureAwait(false);
        return (exitCode, await monitor.ConfigureAwait(false));
    }

    // A start command during the wait releases it at once.
    private async Task WaitAsync(ResourceInstance instance, CancellationToken halted)
    {
        if (!instance.Resource.HasAnnotationOfType<WaitAnnotation>())
            return;
        using var released = CancellationTokenSource.CreateLinkedTokenSource(halted);
        var wait = notifications.WaitForDependenciesAsync(instance.Resource, released.Token);
        var forced = instance.Started.WaitAsync(released.Token);
        if (await Task.WhenAny(wait, forced).ConfigureAwait(false) == wait)
            await wait.ConfigureAwait(false);
        await released.CancelAsync().ConfigureAwait(false);
        halted.ThrowIfCancellationRequested();
    }

    private async Task RunningAsync(ResourceInstance instance, ProcessSpec spec, int pid)
    {
        var endpoints = instance.Resource.Annotations.OfType<EndpointAnnotation>().ToList();
        var owner = instance.Resource as IResourceWithEndpoints;
        var context = new ResourceUrlsCallbackContext(run.Execution, instance.Resource, [.. endpoints.Select(endpoint => new ResourceUrlAnnotation
        {
            Url = endpoint.AllocatedEndpoint!.UriString,
            Endpoint = owner is null ? null : new EndpointReference(owner, endpoint),
        })]);
        context.Urls.AddRange(instance.Resource.Annotations.OfType<ResourceUrlAnnotation>());
        foreach (var callback in instance.Resource.Annotations.OfType<ResourceUrlsCallbackAnnotation>())
        {
            await callback.Callback(context).ConfigureAwait(false);
        }

        var keys = HealthMonitor.KeysOf(instance);
        await UpdateAsync(instance, snapshot => snapshot with
        {
            State = KnownResourceStates.Running,
            Properties = [.. snapshot.Properties.Where(property => property.Name != PidProperty), new ResourcePropertySnapshot(PidProperty, pid)],
            StartTimeStamp = _clock.GetUtcNow().UtcDateTime,
            StopTimeStamp = null,
            ExitCode = null,
            Urls = [.. context.Urls.Select(url => new UrlSnapshot(url.DisplayText ?? url.Endpoint?.EndpointName, url.Url, IsInternal: false))],
            EnvironmentVariables = [.. spec.Environment.OrderBy(variable => variable.Key, StringComparer.Ordinal).Select(variable => new EnvironmentVariableSnapshot(variable.Key, variable.Value, true) { IsSecret = LooksSecret(variable.Key) })],
            HealthReports = [.. keys.Select(key => new HealthReportSnapshot(key, null, null, null))],
        }).ConfigureAwait(false);
    }

    private static bool LooksSecret(string name) =>
        name.StartsWith("ConnectionStrings__", StringComparison.Ordinal) || name.EndsWith("_URI", StringComparison.Ordinal) || name.EndsWith("CONNECTIONSTRING", StringComparison.OrdinalIgnoreCase)
        || name.Contains("TOKEN", StringComparison.OrdinalIgnoreCase) || name.Contains("PASSWORD", StringComparison.OrdinalIgnoreCase)
        || name.Contains("SECRET", StringComparison.OrdinalIgnoreCase) || name.EndsWith("_KEY", StringComparison.OrdinalIgnoreCase);

    private Task FailAsync(ResourceInstance instance, string reason)
    {
        run.Loggers.Write(instance.Resource.Name, reason, isError: true);
        logger.ResourceFailed(instance.Id, reason);
        instance.Continues(restarts: false);
        return EndAsync(instance, KnownResourceStates.FailedToStart, null);
    }

    private async Task EndAsync(ResourceInstance instance, string state, int? exitCode)
    {
        await UpdateAsync(instance, snapshot => snapshot with { State = state, ExitCode = exitCode, StopTimeStamp = _clock.GetUtcNow().UtcDateTime, IsReady = false, HealthReports = [] }).ConfigureAwait(false);
        if (notifications.TryGetCurrentState(instance.Id, out var final))
            await eventing.PublishAsync(new ResourceStoppedEvent(instance.Resource, services, final), CancellationToken.None).ConfigureAwait(false);
    }

    private Task UpdateAsync(ResourceInstance instance, Func<CustomResourceSnapshot, CustomResourceSnapshot> change) =>
        MirroredUpdate.PublishAsync(notifications, model, instance, change);
}

/// <summary>Children without a life of their own (databases) show their parent's state.</summary>
internal static class MirroredUpdate
{
    public static async Task PublishAsync(ResourceNotificationService notifications, DistributedApplicationModel model, ResourceInstance instance, Func<CustomResourceSnapshot, CustomResourceSnapshot> change)
    {
        await notifications.PublishUpdateAsync(instance.Resource, instance.Id, change).ConfigureAwait(false);
        foreach (var child in ChildrenOf(model, instance.Resource))
        {
            await notifications.PublishUpdateAsync(child, snapshot => change(snapshot) with { Urls = [], EnvironmentVariables = [] }).ConfigureAwait(false);
        }
    }

    public static IEnumerable<IResource> ChildrenOf(DistributedApplicationModel model, IResource parent) => model.Resources
        .Where(child => child is IResourceWithParent owned and not IComputeResource && ReferenceEquals(owned.Parent, parent));
}
