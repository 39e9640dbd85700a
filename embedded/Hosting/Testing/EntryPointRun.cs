using System.Diagnostics;
using System.Reflection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>
/// Runs an AppHost's entry point for real, on a thread of its own, and holds it at its Build() call, so that a test sees
/// the finished model and may still change it.
/// </summary>
internal sealed class EntryPointRun : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    private static readonly AsyncLocal<EntryPointRun?> Current = new();
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);
    private readonly Action<DistributedApplicationOptions, HostApplicationBuilderSettings> _configure;
    private readonly string _assemblyName;
    private readonly TaskCompletionSource<DistributedApplicationBuilder> _building = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<DistributedApplication> _built = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private EntryPointRun(string assemblyName, Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configure)
    {
        _assemblyName = assemblyName;
        _configure = configure;
    }

    /// <summary>Completes when the AppHost's own start has, or with its failure.</summary>
    public Task Ended => _ended.Task;

    public static async Task<IDistributedApplicationTestingBuilder> InterceptAsync(Assembly assembly, string[] args, Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configure, CancellationToken cancellationToken)
    {
        var entryPoint = assembly.EntryPoint ?? throw new InvalidOperationException($"Assembly {assembly.GetName().Name} has no entry point.");
        var run = new EntryPointRun(assembly.GetName().Name!, configure);
        new Thread(() => run.Execute(entryPoint, args)) { IsBackground = true, Name = "AppHost" }.Start();
        var first = await Task.WhenAny(run._building.Task, run._ended.Task).WaitAsync(Limit, cancellationToken).ConfigureAwait(false);
        if (first == run._ended.Task)
        {
            await run._ended.Task.ConfigureAwait(false);
            throw new InvalidOperationException($"The entry point of {assembly.GetName().Name} ended without building an application.");
        }

        return new InterceptedTestingBuilder(await run._building.Task.ConfigureAwait(false), run);
    }

    public async Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken)
    {
        _release.TrySetResult();
        await Task.WhenAny(_built.Task, _ended.Task).WaitAsync(Limit, cancellationToken).ConfigureAwait(false);
        if (!_built.Task.IsCompleted)
            await _ended.Task.ConfigureAwait(false);
        return new InterceptedApplication(await _built.Task.ConfigureAwait(false), this);
    }

    /// <summary>A test that only looked at the model lets the AppHost's thread end without building.</summary>
    public void Abandon()
    {
        Abandoned = !_built.Task.IsCompleted;
        _release.TrySetResult();
    }

    void IObserver<DiagnosticListener>.OnNext(DiagnosticListener value)
    {
        // By name: the announcement of a new listener comes before its static field is assigned.
        if (value.Name == DistributedApplicationBuilder.ListenerName)
            value.Subscribe(this);
    }

    void IObserver<KeyValuePair<string, object?>>.OnNext(KeyValuePair<string, object?> value)
    {
        if (Current.Value != this)
            return;
        switch (value.Value)
        {
            case (DistributedApplicationOptions options, HostApplicationBuilderSettings settings):
                options.DisableDashboard = true;
                options.EnableResourceLogging = true;
                options.AssemblyName ??= _assemblyName;
                TestDefaults.Apply(options, settings);
                TestDefaults.ApplyLaunchProfile(_assemblyName, settings);
                _configure(options, settings);
                break;
            case DistributedApplicationBuilder builder when value.Key == "DistributedApplicationBuilding":
                _building.TrySetResult(builder);
                _release.Task.Wait();
                if (Abandoned)
                    throw new OperationCanceledException("The test disposed its builder without building.");
                break;
            case DistributedApplication application:
                application.IsObserved = true;
                _built.TrySetResult(application);
                break;
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    private bool Abandoned { get; set; }

    private void Execute(MethodInfo entryPoint, string[] args)
    {
        Current.Value = this;
        using var subscription = DiagnosticListener.AllListeners.Subscribe(this);
        try
        {
            object?[] parameters = entryPoint.GetParameters().Length == 0 ? [] : [args];
            if (entryPoint.Invoke(null, parameters) is Task task)
                task.Wait();
            _ended.TrySetResult();
        }
        catch (Exception failure) when (failure is TargetInvocationException or AggregateException)
        {
            var cause = failure.InnerException is AggregateException { InnerException: { } inner } ? inner : failure.InnerException ?? failure;
            _ended.TrySetException(cause);
            if (_built.Task.IsCompletedSuccessfully)
                _built.Task.Result.Started.TrySetException(cause);
        }
    }
}
