using OpenClaw.Opa.Core;
using OpenClaw.Opa.Loading;
using OpenClaw.Opa.Reports;
using OpenClaw.Rego;

namespace OpenClaw.Opa.Cli;

/// <summary>Loads the paths of the command line and, with <c>--watch</c>, loads them again when files change.</summary>
internal sealed class FileWatch(PolicyStore store, Arguments arguments, ILogger logger) : BackgroundService
{
    // Editors write a file in several steps: read once they have gone quiet.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(200);

    public void Load()
    {
        if (arguments.Has("bundle"))
        {
            foreach (var path in arguments.Rest)
            {
                if (!Path.Exists(path))
                {
                    throw new BundleException($"stat {path}: no such file or directory");
                }

                store.Activate(path, BundleReader.FromPath(path, store.V0Compatible));
            }

            return;
        }

        var files = PathLoader.Load(arguments.Rest, store.V0Compatible, arguments.All("ignore"));
        store.Write(draft =>
        {
            draft.Data = files.Data;
            draft.Modules = draft.Modules.Clear().AddRange(files.Modules.Select(module => KeyValuePair.Create(module.Id, module)));
        });
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!arguments.Has("watch"))
        {
            return;
        }

        using var news = new SemaphoreSlim(0);
        var watchers = arguments.Rest.Select(path => Watch(path, news)).ToList();
        try
        {
            while (true)
            {
                await news.WaitAsync(stoppingToken);
                while (await news.WaitAsync(Quiet, stoppingToken))
                {
                }

                Reload();
            }
        }
        finally
        {
            watchers.ForEach(watcher => watcher.Dispose());
        }
    }

    private void Reload()
    {
        try
        {
            Load();
        }
        catch (Exception error) when (error is RegoException or BundleException or OpaException or IOException)
        {
            logger.ReloadFailed(error.Message);
        }
    }

    private static FileSystemWatcher Watch(string path, SemaphoreSlim news)
    {
        var whole = Path.GetFullPath(path);
        var watcher = Directory.Exists(whole)
            ? new FileSystemWatcher(whole) { IncludeSubdirectories = true }
            : new FileSystemWatcher(Path.GetDirectoryName(whole)!, Path.GetFileName(whole));
        watcher.Changed += (_, _) => news.Release();
        watcher.Created += (_, _) => news.Release();
        watcher.Deleted += (_, _) => news.Release();
        watcher.Renamed += (_, _) => news.Release();
        watcher.EnableRaisingEvents = true;
        return watcher;
    }
}
