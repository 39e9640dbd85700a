using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using OpenClaw.Opa.Core;
using OpenClaw.Opa.Reports;
using OpenClaw.Opa.Server;

namespace OpenClaw.Opa.Cli;

/// <summary>Puts the server together from command line and configuration.</summary>
internal static class ServerHost
{
    private const string DefaultAddress = "localhost:8181";

    public static WebApplication Build(Arguments arguments)
    {
        var config = OpaConfig.Load(arguments.Last("config-file"), arguments.All("set"));
        var options = PolicyFlags.Options(arguments);
        var store = new PolicyStore(options);
        // The working folder may be any, such as the root of the file system: watching its configuration files would mean
        // watching everything below it.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        Logging(builder, arguments);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(arguments.Number("shutdown-grace-period")));
        var clients = ServiceClient.All(config);
        var plugins = new PluginStates();
        builder.Services.AddSingleton(provider => new StatusReporter(config, plugins, clients, Logger(provider)));
        builder.Services.AddSingleton(provider => new DecisionRecorder(config, TimeProvider.System, Logger(provider), consoleByFlag: false));
        builder.Services.AddSingleton(provider => new FileWatch(store, arguments, Logger(provider)));
        builder.Services.AddHostedService(provider => provider.GetRequiredService<StatusReporter>());
        builder.Services.AddHostedService(provider => new BundlePollers(
            new BundleContext(config, store, plugins, provider.GetRequiredService<StatusReporter>(), clients, TimeProvider.System), Logger(provider)));
        builder.Services.AddHostedService(provider => new DecisionUploader(
            config, provider.GetRequiredService<DecisionRecorder>(), clients, plugins, provider.GetRequiredService<StatusReporter>(), Logger(provider)));
        builder.Services.AddHostedService(provider => provider.GetRequiredService<FileWatch>());
        var diagnostic = new HashSet<int>();
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, arguments, diagnostic));
        var app = builder.Build();
        app.Services.GetRequiredService<FileWatch>().Load();
        Use(app, new OpaServices(store, config, plugins, app.Services.GetRequiredService<StatusReporter>(), app.Services.GetRequiredService<DecisionRecorder>(),
            new HttpMetrics(), ServerOptions.From(arguments.Text("authentication"), arguments.Text("authorization"), config)), diagnostic);
        return app;
    }

    private static void Use(WebApplication app, OpaServices services, HashSet<int> diagnostic)
    {
        var api = new OpaDispatcher(services);
        var diagnostics = new OpaDispatcher(services, isDiagnostic: true);
        app.Run(http => (diagnostic.Contains(http.Connection.LocalPort) ? diagnostics : api).HandleAsync(http));
        app.Lifetime.ApplicationStarted.Register(() => Logger(app.Services).Listening(app.Urls));
    }

    private static ILogger Logger(IServiceProvider services) => services.GetRequiredService<ILoggerFactory>().CreateLogger("OpenClaw.Opa");

    private static void Logging(WebApplicationBuilder builder, Arguments arguments)
    {
        builder.Logging.ClearProviders();
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.SetMinimumLevel(arguments.Text("log-level") switch
        {
            "debug" => LogLevel.Debug,
            "info" => LogLevel.Information,
            "error" => LogLevel.Error,
            var other => throw new UsageException($"invalid argument \"{other}\" for \"-l, --log-level\" flag: must be one of {{debug,info,error}}"),
        });
        if (arguments.Text("log-format") == "text")
        {
            builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        }
        else
        {
            builder.Logging.AddJsonConsole();
        }
    }

    private static void Listen(KestrelServerOptions kestrel, Arguments arguments, HashSet<int> diagnostic)
    {
        kestrel.AddServerHeader = false;

        // GET carries the input in its first line; OPA's own limit for lines and headers is 1 MiB.
        kestrel.Limits.MaxRequestLineSize = 1 << 20;
        kestrel.Limits.MaxRequestHeadersTotalSize = 1 << 20;
        var certificate = arguments.Last("tls-cert-file") is { } file ? X509Certificate2.CreateFromPemFile(file, arguments.Last("tls-private-key-file")) : null;
        foreach (var address in arguments.All("addr").DefaultIfEmpty(DefaultAddress))
        {
            Listen(kestrel, address, certificate);
        }

        foreach (var address in arguments.All("diagnostic-addr"))
        {
            diagnostic.Add(Listen(kestrel, address, certificate));
        }
    }

    private static int Listen(KestrelServerOptions kestrel, string address, X509Certificate2? certificate)
    {
        void Secure(ListenOptions door)
        {
            if (certificate is not null)
            {
                door.UseHttps(certificate);
            }
        }

        if (address.StartsWith("unix://", StringComparison.Ordinal))
        {
            kestrel.ListenUnixSocket(address["unix://".Length..]);
            return 0;
        }

        var bare = address[(address.IndexOf("://", StringComparison.Ordinal) is var scheme and >= 0 ? scheme + 3 : 0)..];
        var colon = bare.LastIndexOf(':');
        var (host, port) = int.TryParse(bare.AsSpan(colon + 1), out var number) && colon >= 0 ? (bare[..colon].Trim('[', ']'), number) : throw new UsageException($"invalid address: {address}");
        switch (host)
        {
            case "":
            case "0.0.0.0":
                kestrel.ListenAnyIP(port, Secure);
                break;
            case "localhost":
                kestrel.ListenLocalhost(port, Secure);
                break;
            default:
                kestrel.Listen(IPAddress.TryParse(host, out var ip) ? ip : throw new UsageException($"invalid address: {address}"), port, Secure);
                break;
        }

        return port;
    }
}
