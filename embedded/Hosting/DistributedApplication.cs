using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Publishing;
using Aspire.Hosting.Running;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>A composed application, to run or to publish.</summary>
public class DistributedApplication(IHost host) : IHost, IAsyncDisposable
{
    private bool _stopped;

    public IServiceProvider Services => host.Services;

    public ResourceNotificationService ResourceNotifications => Services.GetRequiredService<ResourceNotificationService>();

    public ResourceCommandService ResourceCommands => Services.GetRequiredService<ResourceCommandService>();

    public static IDistributedApplicationBuilder CreateBuilder() => CreateBuilder([]);

    public static IDistributedApplicationBuilder CreateBuilder(string[] args) => CreateBuilder(new DistributedApplicationOptions { Args = args });

    public static IDistributedApplicationBuilder CreateBuilder(DistributedApplicationOptions options) => new DistributedApplicationBuilder(options);

    public void Run() => RunAsync().Wait();

    /// <summary>Runs until asked to stop. What a person can repair ends in one line and an exit code, not in a stack trace.</summary>
    public virtual async Task RunAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            if (Services.GetRequiredService<DistributedApplicationExecutionContext>().IsPublishMode)
            {
                await PublishPipeline.RunAsync(Services, cancellationToken).ConfigureAwait(false);
                return;
            }

            await StartAsync(cancellationToken).ConfigureAwait(false);
            await StopRequestedAsync(cancellationToken).ConfigureAwait(false);
            await StopAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (DistributedApplicationException failure) when (!IsObserved)
        {
            await StopAsync(CancellationToken.None).ConfigureAwait(false);
            await Console.Error.WriteLineAsync(failure.Message).ConfigureAwait(false);
            Environment.ExitCode = 1;
        }
    }

    public virtual async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await host.StartAsync(cancellationToken).ConfigureAwait(false);
        await Services.GetRequiredService<RunModeHost>().StartAsync(cancellationToken).ConfigureAwait(false);
        Started.TrySetResult();
    }

    public virtual async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (_stopped)
            return;
        _stopped = true;
        if (Services.GetService<RunModeHost>() is { } run)
            await run.StopAsync().ConfigureAwait(false);
        await host.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    public virtual void Dispose()
    {
        DisposeAsync().AsTask().Wait();
        GC.SuppressFinalize(this);
    }

    public virtual async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        if (host is IAsyncDisposable disposable)
            await disposable.DisposeAsync().ConfigureAwait(false);
        else
            host.Dispose();
        GC.SuppressFinalize(this);
    }

    // Children are stopped while the host still lives; its own waiting would tear it down first.
    private async Task StopRequestedAsync(CancellationToken cancellationToken)
    {
        var requested = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var lifetime = Services.GetRequiredService<IHostApplicationLifetime>();
        await using var stopping = lifetime.ApplicationStopping.Register(() => requested.TrySetResult()).ConfigureAwait(false);
        await using var cancelled = cancellationToken.Register(() => requested.TrySetResult()).ConfigureAwait(false);
        await requested.Task.ConfigureAwait(false);
    }

    internal IHost Inner => host;

    internal TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A test watches this application and wants the exception itself.</summary>
    internal bool IsObserved { get; set; }
}

/// <summary>Finding resources by name.</summary>
public static class DistributedApplicationBuilderExtensions
{
    public static IResourceBuilder<T> CreateResourceBuilder<T>(this IDistributedApplicationBuilder builder, string name)
        where T : IResource => builder.TryCreateResourceBuilder<T>(name, out var found)
        ? found!
        : throw new InvalidOperationException($"There is no {typeof(T).Name} named '{name}'.");

    public static bool TryCreateResourceBuilder<T>(this IDistributedApplicationBuilder builder, string name, out IResourceBuilder<T>? resourceBuilder)
        where T : IResource
    {
        resourceBuilder = builder.Resources.TryGetByName(name, out var resource) && resource is T typed ? builder.CreateResourceBuilder(typed) : null;
        return resourceBuilder is not null;
    }
}
