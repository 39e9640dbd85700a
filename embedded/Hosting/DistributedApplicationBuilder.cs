using System.Diagnostics;
using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dapr;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Running;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

/// <summary>Composes an application on top of the generic host.</summary>
public class DistributedApplicationBuilder : IDistributedApplicationBuilder, IHasDataDirectory
{
    internal const string ListenerName = "Aspire.Hosting";
    internal static readonly DiagnosticListener Listener = new(ListenerName);
    private readonly HostApplicationBuilder _inner;
    private readonly DistributedApplicationOptions _options;

    public DistributedApplicationBuilder(string[] args)
        : this(new DistributedApplicationOptions { Args = args })
    {
    }

    public DistributedApplicationBuilder(DistributedApplicationOptions options)
        : this(options, prepare: null)
    {
    }

    internal DistributedApplicationBuilder(DistributedApplicationOptions options, Action<DistributedApplicationOptions, HostApplicationBuilderSettings>? prepare)
    {
        _options = options;
        var settings = new HostApplicationBuilderSettings { Args = Switches.Translate(options.Args ?? []), Configuration = new ConfigurationManager() };
        settings.Configuration.AddEnvironmentVariables("ASPIRE_");
        prepare?.Invoke(options, settings);
        Tell("DistributedApplicationBuilderConstructing", (options, settings));
        AppHostAssembly = (options.AssemblyName is null ? null : Assembly.Load(options.AssemblyName)) ?? Assembly.GetEntryAssembly();
        _inner = new HostApplicationBuilder(settings);
        Switches.Apply(_inner.Configuration);
        AppHostDirectory = options.ProjectDirectory ?? MetadataOf(AppHostAssembly, "apphostprojectpath") ?? _inner.Environment.ContentRootPath;
        _inner.Configuration["AppHost:Directory"] = AppHostDirectory;
        var isPublish = string.Equals(_inner.Configuration["AppHost:Operation"], "publish", StringComparison.OrdinalIgnoreCase) || _inner.Configuration["Publishing:Publisher"] is not null;
        ExecutionContext = new DistributedApplicationExecutionContext(isPublish ? DistributedApplicationOperation.Publish : DistributedApplicationOperation.Run);
        if (!isPublish)
            Data = DataDirectory.Choose(_inner.Configuration);
        AddServices();
        Tell("DistributedApplicationBuilderConstructed", this);
    }

    public ConfigurationManager Configuration => _inner.Configuration;

    public string AppHostDirectory { get; }

    public Assembly? AppHostAssembly { get; }

    public IHostEnvironment Environment => _inner.Environment;

    public IServiceCollection Services => _inner.Services;

    public IDistributedApplicationEventing Eventing { get; } = new DistributedApplicationEventing();

    public DistributedApplicationExecutionContext ExecutionContext { get; }

    public IResourceCollection Resources { get; } = new ResourceCollection();

    DataDirectory? IHasDataDirectory.Data => Data;

    internal DataDirectory? Data { get; }

    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource
    {
        if (Resources.TryGetByName(resource.Name, out _))
            throw new DistributedApplicationException($"There is already a resource named '{resource.Name}'.");
        Resources.Add(resource);
        return CreateResourceBuilder(resource);
    }

    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource => new ResourceBuilder<T>(this, resource);

    public DistributedApplication Build()
    {
        Tell("DistributedApplicationBuilding", this);
        var twice = Resources.GroupBy(resource => resource.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
            throw new DistributedApplicationException($"More than one resource is named '{twice.Key}'.");
        ApplyReplicaOverrides();
        var application = new DistributedApplication(_inner.Build());
        ExecutionContext.Services = application.Services;
        Tell("DistributedApplicationBuilt", application);
        return application;
    }

    internal static string? MetadataOf(Assembly? assembly, string key) => assembly?.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(attribute => string.Equals(attribute.Key, key, StringComparison.OrdinalIgnoreCase))?.Value;

    private static void Tell(string name, object payload)
    {
        if (Listener.IsEnabled(name))
            Listener.Write(name, payload);
    }

    private void AddServices()
    {
        _inner.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("System", LogLevel.Warning)
            .AddFilter("Aspire.Hosting", LogLevel.Critical)
            .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        Services.AddSingleton(TimeProvider.System);
        Services.AddSingleton<IDistributedApplicationBuilder>(this);
        Services.AddSingleton(_options);
        Services.AddSingleton(ExecutionContext);
        Services.AddSingleton(Eventing);
        Services.AddSingleton(new DistributedApplicationModel(Resources));
        Services.AddSingleton<ResourceLoggerService>();
        Services.AddSingleton<ResourceNotificationService>();
        Services.AddSingleton(services => new ResourceCommandService(services));
        Services.AddHttpClient(HttpProbe.ClientName, client => client.Timeout = TimeSpan.FromSeconds(3));
        Services.AddHealthChecks();

        // Only our own monitor asks; the host's periodic publisher has nobody to tell.
        Services.Configure<HealthCheckPublisherOptions>(options => options.Period = TimeSpan.FromHours(1));
        Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(10));
        if (Data is null)
            return;
        Services.AddSingleton(services => new RunContext(Data, ExecutionContext, services.GetRequiredService<ResourceLoggerService>(), Configuration, Environment, AppHostAssembly));
        Services.AddSingleton<DaprRuntime>();
        Services.AddSingleton<InstanceFactory>();
        Services.AddSingleton<DashboardHost>();
        Services.AddSingleton<Orchestrator>();
        Services.AddSingleton<RunModeHost>();
    }

    private void ApplyReplicaOverrides()
    {
        foreach (var entry in Configuration.GetSection("OpenClaw:Replicas").GetChildren())
        {
            if (!Resources.TryGetByName(entry.Key, out var resource) || resource is not ProjectResource project || !int.TryParse(entry.Value, out var count) || count < 1)
                throw new DistributedApplicationException($"--replicas {entry.Key}={entry.Value}: expected <service>=<number>, with a service of this application.");
            CreateResourceBuilder(project).WithReplicas(count);
        }
    }
}
