using OpenClaw.Opa.Core;

namespace OpenClaw.Opa.Reports;

/// <summary>Runs one poller per configured bundle.</summary>
internal sealed class BundlePollers : BackgroundService
{
    private readonly IReadOnlyList<BundlePoller> _pollers;

    public BundlePollers(BundleContext context, ILogger logger)
    {
        var bundles = context.Config.Root.At("bundles").Members().ToList();
        _pollers = [.. bundles.Select(bundle => new BundlePoller(bundle.Name, bundle.Value, context, logger))];
        if (bundles.Count > 0)
        {
            context.Plugins.Set("bundle", PluginState.NotReady);
        }

        foreach (var (name, _) in bundles)
        {
            context.Plugins.Expect(name);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(_pollers.Select(poller => poller.RunAsync(stoppingToken)));
}
