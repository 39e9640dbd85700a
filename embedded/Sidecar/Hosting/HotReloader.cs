using OpenClaw.Sidecar.Components;
using OpenClaw.Sidecar.PubSub;
using OpenClaw.Sidecar.Resiliency;
using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.Hosting;

/// <summary>
/// Feature <c>HotReload</c>: changed components and subscriptions are exchanged in place, anything else that changed
/// starts the runtime anew. Looks at the files twice a second, which works on every file system and needs no handles.
/// </summary>
internal sealed class HotReloader(
    SidecarOptions options,
    ResourceSet current,
    ComponentRegistry components,
    SubscriptionList subscriptions,
    SidecarRuntime runtime,
    RestartRequest restart,
    IHostApplicationLifetime lifetime,
    TimeProvider clock,
    ILoggerFactory loggers,
    ILogger<HotReloader> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private (string Kind, string Text)[] _whole = [];
    private string _seen = "";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!current.Configuration.IsEnabled("HotReload") || options.ResourcePaths.Count + options.ConfigPaths.Count == 0)
        {
            return;
        }
        _seen = Stamp();
        _whole = ResourceFingerprints.Whole(current, ConfigurationTexts());
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            var (before, changed) = (_seen, false);
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                var stamp = Stamp();
                changed |= stamp != _seen;
                // Editors write in several steps: only what has stood still for one look is read.
                if (changed && stamp == before)
                {
                    (_seen, changed) = (stamp, false);
                    await ReloadAsync(stoppingToken);
                }
                before = stamp;
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The sidecar stops.
        }
    }

    private async Task ReloadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var next = new ResourceLoader(options.AppId, options.Namespace, loggers.CreateLogger<ResourceLoader>()).Load(options.ResourcePaths, options.ConfigPaths);
            // What would stop a start must not stop what runs.
            _ = ResiliencyReader.Read(next.Resiliencies, logger);
            var whole = ResourceFingerprints.Whole(next, ConfigurationTexts());
            if (whole.Zip(_whole).FirstOrDefault(pair => pair.First != pair.Second).First.Kind is { } kind)
            {
                logger.RuntimeRestarts(kind);
                restart.IsSet = true;
                lifetime.StopApplication();
                return;
            }
            await ExchangeAsync(next, cancellationToken);
        }
        catch (Exception error) when (error is ResourceException or IOException or UnauthorizedAccessException or YamlDotNet.Core.YamlException)
        {
            // What runs goes on with what it has.
            logger.ReloadFailed(error.Message);
        }
    }

    private async Task ExchangeAsync(ResourceSet next, CancellationToken cancellationToken)
    {
        var old = current.Components.ToDictionary(component => component.Name, StringComparer.Ordinal);
        var changed = next.Components.Where(component => !old.TryGetValue(component.Name, out var before) || ResourceFingerprints.Of(before) != ResourceFingerprints.Of(component)).ToArray();
        var gone = old.Keys.Except(next.Components.Select(component => component.Name), StringComparer.Ordinal).ToArray();
        var resubscribe = !current.Subscriptions.Select(ResourceFingerprints.Of).SequenceEqual(next.Subscriptions.Select(ResourceFingerprints.Of));
        if (changed.Length + gone.Length == 0 && !resubscribe)
        {
            return;
        }
        logger.ResourcesChanged(changed.Length + gone.Length + (resubscribe ? 1 : 0));
        await runtime.ExchangeAsync(
            async () =>
            {
                await ReplaceAsync(old, changed, gone, cancellationToken);
                current.Components.Clear();
                current.Components.AddRange(next.Components);
                current.Subscriptions.Clear();
                current.Subscriptions.AddRange(next.Subscriptions);
                subscriptions.Redeclare();
            },
            cancellationToken);
    }

    private async Task ReplaceAsync(Dictionary<string, ComponentResource> old, ComponentResource[] changed, string[] gone, CancellationToken cancellationToken)
    {
        var actorStore = components.ActorStore?.Name;
        foreach (var name in gone.Concat(changed.Select(component => component.Name).Where(old.ContainsKey)).Where(name => name != actorStore))
        {
            await components.RemoveAsync(name);
        }
        foreach (var component in changed)
        {
            if (component.Name == actorStore)
            {
                logger.ActorStoreKept(component.Name);
                continue;
            }
            try
            {
                await components.AddAsync(component, cancellationToken);
            }
            catch (ResourceException error)
            {
                logger.ReloadFailed(error.Message);
            }
        }
    }

    private IEnumerable<string> ConfigurationTexts() => options.ConfigPaths.Where(File.Exists).Select(File.ReadAllText);

    private string Stamp() => string.Join('\n', options.ResourcePaths.Where(Directory.Exists)
        .SelectMany(folder => Directory.EnumerateFiles(folder)).Concat(options.ConfigPaths).Order(StringComparer.Ordinal)
        .Select(file => new FileInfo(file)).Where(file => file.Exists).Select(file => $"{file.FullName} {file.LastWriteTimeUtc.Ticks} {file.Length}"));
}
