using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Lifecycle;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Running;

/// <summary>Brings a run up and down around the orchestrator.</summary>
internal sealed class RunModeHost(IServiceProvider services, RunContext run, DashboardHost tools, DistributedApplicationOptions options, Orchestrator orchestrator, ResourceNotificationService notifications, DistributedApplicationModel model, TimeProvider clock) : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private ResourceService? _resourceService;
    private LogFiles? _logs;
    private Task _reporter = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        run.Data.Open(fresh: run.Configuration["OpenClaw:Fresh"] is not null);
        _logs = new LogFiles(run.Data.Folder("logs"), run.Loggers);
        tools.AddPlacement();
        if (!options.DisableDashboard)
        {
            _resourceService = await ResourceService.StartAsync(services, run.Ports.Take("resource-service"), tools.Key).ConfigureAwait(false);
            tools.AddDashboard(_resourceService.Port);
            notifications.DefaultWaitBehavior = WaitBehavior.WaitOnResourceUnavailable;
        }

        var eventing = services.GetRequiredService<IDistributedApplicationEventing>();
        foreach (var subscriber in services.GetServices<IDistributedApplicationEventingSubscriber>())
        {
            await subscriber.SubscribeAsync(eventing, run.Execution, cancellationToken).ConfigureAwait(false);
        }

        await eventing.PublishAsync(new BeforeStartEvent(services, model), cancellationToken).ConfigureAwait(false);
        if (!run.RandomizePorts)
            _reporter = new ConsoleReporter(notifications, model, clock).RunAsync(_stopping.Token);
        await orchestrator.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _stopping.Dispose();

    public async Task StopAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _reporter.ConfigureAwait(false);
        if (_resourceService is not null)
            await _resourceService.DisposeAsync().ConfigureAwait(false);
        await orchestrator.StopAsync().ConfigureAwait(false);
        _logs?.Dispose();
    }
}
