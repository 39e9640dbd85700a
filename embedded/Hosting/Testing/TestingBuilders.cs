using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>A builder in a test.</summary>
public interface IDistributedApplicationTestingBuilder : IDistributedApplicationBuilder, IAsyncDisposable, IDisposable
{
    Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default);
}

internal abstract class TestingBuilder(DistributedApplicationBuilder inner) : IDistributedApplicationTestingBuilder, Running.IHasDataDirectory
{
    Running.DataDirectory? Running.IHasDataDirectory.Data => Inner.Data;

    public ConfigurationManager Configuration => Inner.Configuration;

    public string AppHostDirectory => Inner.AppHostDirectory;

    public Assembly? AppHostAssembly => Inner.AppHostAssembly;

    public IHostEnvironment Environment => Inner.Environment;

    public IServiceCollection Services => Inner.Services;

    public IDistributedApplicationEventing Eventing => Inner.Eventing;

    public DistributedApplicationExecutionContext ExecutionContext => Inner.ExecutionContext;

    public IResourceCollection Resources => Inner.Resources;

    protected DistributedApplicationBuilder Inner { get; } = inner;

    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource => Inner.AddResource(resource);

    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource => Inner.CreateResourceBuilder(resource);

    public abstract DistributedApplication Build();

    public abstract Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default);

    public virtual void Dispose() => GC.SuppressFinalize(this);

    public virtual ValueTask DisposeAsync()
    {
        Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}

internal sealed class ComposedTestingBuilder(DistributedApplicationBuilder inner) : TestingBuilder(inner)
{
    public override DistributedApplication Build()
    {
        var application = Inner.Build();
        application.IsObserved = true;
        return application;
    }

    public override Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default) => Task.FromResult(Build());
}

internal sealed class InterceptedTestingBuilder(DistributedApplicationBuilder inner, EntryPointRun run) : TestingBuilder(inner)
{
    private DistributedApplication? _application;

    public override DistributedApplication Build() => BuildAsync().Result;

    public override async Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default) =>
        _application ??= await run.BuildAsync(cancellationToken).ConfigureAwait(false);

    public override void Dispose()
    {
        run.Abandon();
        _application?.Dispose();
        base.Dispose();
    }

    public override async ValueTask DisposeAsync()
    {
        run.Abandon();
        if (_application is not null)
            await _application.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }
}

/// <summary>The AppHost's application as the test sees it: the AppHost starts and stops it, the test waits.</summary>
internal sealed class InterceptedApplication(DistributedApplication inner, EntryPointRun run) : DistributedApplication(inner.Inner)
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);

    public override async Task StartAsync(CancellationToken cancellationToken = default) =>
        await inner.Started.Task.WaitAsync(cancellationToken).ConfigureAwait(false);

    public override async Task RunAsync(CancellationToken cancellationToken = default)
    {
        await using var stop = cancellationToken.Register(Ask).ConfigureAwait(false);
        await run.Ended.ConfigureAwait(false);
    }

    public override async Task StopAsync(CancellationToken cancellationToken = default)
    {
        Ask();
        await Task.WhenAny(run.Ended, Task.Delay(StopLimit, cancellationToken)).ConfigureAwait(false);
        await inner.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private void Ask()
    {
        if (!run.Ended.IsCompleted)
            Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
    }
}
