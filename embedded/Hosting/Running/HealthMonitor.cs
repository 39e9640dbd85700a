using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Running;

/// <summary>Polls an instance's health and raises the ready event at its first good report.</summary>
internal sealed class HealthMonitor(IServiceProvider services, ResourceNotificationService notifications, IDistributedApplicationEventing eventing, DistributedApplicationModel model)
{
    // Waiting services cost seconds in a start, so it is watched closely; polling faster takes CPU away from those who start.
    private static readonly TimeSpan Starting = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Unhealthy = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Healthy = TimeSpan.FromSeconds(5);

    public static List<string> KeysOf(ResourceInstance instance) =>
        [.. instance.Resource.Annotations.OfType<HealthCheckAnnotation>().Select(check => check.Key).Union(instance.Probes.Select(probe => probe.Key))];

    /// <summary>Runs until the process ends; true if it was ready at some time.</summary>
    public async Task<bool> WatchAsync(ResourceInstance instance, CancellationToken ended)
    {
        var ready = false;
        try
        {
            while (true)
            {
                var reports = await AskAsync(instance, ended).ConfigureAwait(false);
                var good = reports.All(report => report.Status == HealthStatus.Healthy);
                await UpdateAsync(instance, snapshot => snapshot with { HealthReports = reports }).ConfigureAwait(false);
                if (good && !ready)
                {
                    await RaiseReadyAsync(instance, ended).ConfigureAwait(false);
                    ready = true;
                }

                await Task.Delay(good ? Healthy : ready ? Unhealthy : Starting, ended).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            return ready;
        }
        catch (DistributedApplicationException failure)
        {
            // A ready handler failed: nobody may rely on the resource, but its process and log stay for the reader.
            services.GetRequiredService<ResourceLoggerService>().Write(instance.Resource.Name, failure.Message, isError: true);
            await UpdateAsync(instance, snapshot => snapshot with { State = KnownResourceStates.RuntimeUnhealthy }).ConfigureAwait(false);
            return ready;
        }
    }

    private async Task RaiseReadyAsync(ResourceInstance instance, CancellationToken cancellationToken)
    {
        if (instance.Index == 0)
        {
            await eventing.PublishAsync(new ResourceReadyEvent(instance.Resource, services), cancellationToken).ConfigureAwait(false);
            foreach (var child in MirroredUpdate.ChildrenOf(model, instance.Resource))
            {
                await eventing.PublishAsync(new ResourceReadyEvent(child, services), cancellationToken).ConfigureAwait(false);
            }
        }

        await UpdateAsync(instance, snapshot => snapshot with { IsReady = true }).ConfigureAwait(false);
    }

    private async Task<ImmutableArray<HealthReportSnapshot>> AskAsync(ResourceInstance instance, CancellationToken cancellationToken)
    {
        var reports = ImmutableArray.CreateBuilder<HealthReportSnapshot>();
        foreach (var (key, ask) in instance.Probes)
        {
            var result = await ask(cancellationToken).ConfigureAwait(false);
            reports.Add(new HealthReportSnapshot(key, result.Status, result.Description, result.Exception?.Message));
        }

        var others = KeysOf(instance).Except(instance.Probes.Select(probe => probe.Key)).ToHashSet();
        if (others.Count == 0)
            return reports.ToImmutable();
        var report = await services.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => others.Contains(check.Name), cancellationToken).ConfigureAwait(false);
        reports.AddRange(report.Entries.Select(entry => new HealthReportSnapshot(entry.Key, entry.Value.Status, entry.Value.Description, entry.Value.Exception?.Message)));
        return reports.ToImmutable();
    }

    private Task UpdateAsync(ResourceInstance instance, Func<CustomResourceSnapshot, CustomResourceSnapshot> change) =>
        MirroredUpdate.PublishAsync(notifications, model, instance, change);
}
