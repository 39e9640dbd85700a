using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using OpenClaw.Sidecar.Actors;
using OpenClaw.Sidecar.Api;
using OpenClaw.Sidecar.App;
using OpenClaw.Sidecar.Bindings;
using OpenClaw.Sidecar.Components;
using OpenClaw.Sidecar.Grpc;
using OpenClaw.Sidecar.Invocation;
using OpenClaw.Sidecar.Invocation.Access;
using OpenClaw.Sidecar.Middleware;
using OpenClaw.Sidecar.Placement;
using OpenClaw.Sidecar.PubSub;
using OpenClaw.Sidecar.Resiliency;
using OpenClaw.Sidecar.Resources;
using OpenClaw.Sidecar.State.Outbox;
using OpenClaw.Sidecar.Telemetry;

namespace OpenClaw.Sidecar.Hosting;

/// <summary>Builds the process: services, listeners, pipeline, components.</summary>
internal static class SidecarHost
{
    /// <summary>Everything is built and every component is started; nothing listens yet.</summary>
    public static async Task<WebApplication> BuildAsync(SidecarOptions options, CancellationToken cancellationToken = default)
    {
        if (options.InternalPort == 0)
        {
            options = options with { InternalPort = FreePort.Find() };
        }
        // The working folder may be any, such as the root of the file system: watching its configuration files would mean
        // watching everything below it.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        SidecarLogging.Configure(builder.Logging, options.LogLevel, options.LogAsJson);
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, options));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.GracefulShutdown + TimeSpan.FromSeconds(1));
        AddServices(builder.Services, options);
        var app = builder.Build();
        try
        {
            await app.Services.GetRequiredService<ComponentRegistry>().StartAsync(cancellationToken);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
        Map(app, options);
        return app;
    }

    private static void Listen(KestrelServerOptions kestrel, SidecarOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = options.MaxBodySize;
        // As much on top as the original's server allows.
        kestrel.Limits.MaxRequestHeadersTotalSize = options.ReadBufferSize + (4 << 10);
        // Slow producers of streamed requests are the callers' own business on a loopback listener.
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        // The scheme follows from the listener's protocol, not from what a client names.
        kestrel.AllowAlternateSchemes = true;
        ListenApi(kestrel, options);
        GrpcRegistration.Listen(kestrel, options);
        kestrel.Listen(IPAddress.Parse(options.HostAddress), options.InternalPort);
        if (options.MetricsPort > 0)
        {
            kestrel.Listen(IPAddress.Parse(options.MetricsAddress), options.MetricsPort);
        }
        if (options.PublicPort > 0)
        {
            kestrel.Listen(IPAddress.Parse(options.PublicAddress), options.PublicPort);
        }
    }

    private static void ListenApi(KestrelServerOptions kestrel, SidecarOptions options)
    {
        Action<ListenOptions> configure = Environment.GetEnvironmentVariable("DAPR_HTTP_DISABLE_H2C") is { Length: > 0 } text && MetadataValues.IsTrue(text)
            ? static _ => { }
        : CleartextHttp2.Accept;
        if (options.SocketFolder is { } folder)
        {
            var socket = Path.Combine(folder, $"dapr-{options.AppId}-http.socket");
            File.Delete(socket);
            kestrel.ListenUnixSocket(socket, configure);
            return;
        }
        foreach (var address in options.ListenAddresses)
        {
            kestrel.Listen(IPAddress.Parse(address.Trim('[', ']')), options.HttpPort, configure);
        }
    }

    private static void AddServices(IServiceCollection services, SidecarOptions options)
    {
        services.AddRoutingCore();
        services.AddSingleton(options);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new ResourceLoader(options.AppId, options.Namespace, provider.GetRequiredService<ILoggerFactory>().CreateLogger<ResourceLoader>())
            .Load(options.ResourcePaths, options.ConfigPaths));
        services.AddSingleton(provider => new ResiliencyProvider(
            ResiliencyReader.Read(provider.GetRequiredService<ResourceSet>().Resiliencies, provider.GetRequiredService<ILoggerFactory>().CreateLogger<ResiliencyProvider>()),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ComponentFactory>().AddSingleton<ComponentRegistry>();
        services.AddSingleton<AppChannel>().AddSingleton<AppMiddleware>().AddSingleton<AppHealth>();
        services.AddSingleton<ClientMetrics>().AddSingleton<ServerMetrics>().AddSingleton<ApiMiddleware>().AddSingleton<ApiLists>().AddSingleton<CrossOrigin>();
        services.AddSingleton<AccessControl>();
        services.AddSingleton<PlacementClient>();
        services.AddSingleton<INameResolver>(provider => provider.GetRequiredService<PlacementClient>());
        services.AddSingleton<LocalInvoker>().AddSingleton<RemoteInvoker>().AddSingleton<EndpointInvoker>().AddSingleton<InvocationApi>();
        services.AddSingleton<SubscriptionList>().AddSingleton<SubscriptionHost>().AddSingleton<InputBindingHost>();
        services.AddSingleton<ApiPipeline>().AddSingleton<MetadataPage>().AddSingleton<StateApi>().AddSingleton<PublishApi>().AddSingleton<BindingsApi>();
        services.AddSingleton<SecretsApi>().AddSingleton<ConfigurationApi>().AddSingleton<LockApi>().AddSingleton<HealthApi>().AddSingleton<PrometheusPage>();
        services.AddSingleton<StateOutbox>().AddHostedService<OutboxRelay>();
        services.AddSingleton<StateBlock>().AddSingleton<PublishBlock>().AddSingleton<BindingBlock>();
        services.AddSingleton<SecretBlock>().AddSingleton<ConfigurationBlock>().AddSingleton<LockBlock>();
        services.AddGrpcApi();
        services.AddActors();
        services.AddSidecarTracing(options);
        services.AddSingleton<SidecarRuntime>();
        services.AddHostedService(provider => provider.GetRequiredService<PlacementClient>());
        services.AddHostedService(provider => provider.GetRequiredService<SidecarRuntime>());
        services.AddSingleton<RestartRequest>();
        services.AddHostedService<HotReloader>();
    }

    private static void Map(WebApplication app, SidecarOptions options)
    {
        var services = app.Services;
        var pipeline = services.GetRequiredService<ApiPipeline>();
        SidecarMetrics.LatencyBuckets = services.GetRequiredService<ResourceSet>().Configuration.Metrics.LatencyBuckets;
        _ = services.GetRequiredService<SidecarTracing>();
        app.MapWhen(context => context.Connection.LocalPort == options.InternalPort, peers => MapPeers(peers, pipeline));
        app.MapWhen(context => options.MetricsPort > 0 && context.Connection.LocalPort == options.MetricsPort, metrics =>
            metrics.Run(services.GetRequiredService<PrometheusPage>().WriteAsync));
        app.MapWhen(context => options.PublicPort > 0 && context.Connection.LocalPort == options.PublicPort, open =>
        {
            open.Use(pipeline.HandleErrorsAsync);
            open.UseRouting();
            open.UseEndpoints(services.GetRequiredService<HealthApi>().MapPublic);
        });
        app.MapGrpcApi(options);
        app.Use(services.GetRequiredService<ServerMetrics>().MeasureAsync);
        app.Use(pipeline.HandleErrorsAsync);
        app.Use(pipeline.LogAsync);
        app.Use(services.GetRequiredService<CrossOrigin>().HandleAsync);
        app.Use(pipeline.CheckTokenAsync);
        app.Use(ApiPipeline.CleanPathAsync);
        app.Use(pipeline.TraceAsync);
        app.Use(services.GetRequiredService<ApiMiddleware>().HandleAsync);
        app.Use(services.GetRequiredService<ApiLists>().CheckAsync);
        app.UseRouting();
        MapApi(app, services);
    }

    private static void MapPeers(IApplicationBuilder peers, ApiPipeline pipeline)
    {
        peers.Use(pipeline.HandleErrorsAsync);
        peers.Use(pipeline.TraceAsync);
        peers.UseRouting();
        peers.UseEndpoints(endpoints =>
        {
            endpoints.Map("/internal/invoke/{**method}", peers.ApplicationServices.GetRequiredService<InvocationApi>().ServePeerAsync);
            endpoints.MapInternalActors();
        });
    }

    private static void MapApi(WebApplication app, IServiceProvider services)
    {
        services.GetRequiredService<HealthApi>().Map(app);
        services.GetRequiredService<StateApi>().Map(app);
        services.GetRequiredService<PublishApi>().Map(app);
        services.GetRequiredService<BindingsApi>().Map(app);
        services.GetRequiredService<SecretsApi>().Map(app);
        services.GetRequiredService<ConfigurationApi>().Map(app);
        services.GetRequiredService<LockApi>().Map(app);
        app.MapActors();
        var invocation = services.GetRequiredService<InvocationApi>();
        app.Map("/v1.0/invoke/{**rest}", invocation.InvokeAsync);
        app.MapFallback("{**path}", invocation.InvokeAsync);
        app.UseInnerApi();
    }
}
