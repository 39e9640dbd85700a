using System.Globalization;
using Dapr.Actors.Client;
using Dapr.Actors.Runtime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenClaw.Testing;

namespace OpenClaw.Dapr.Tests.Actors;

/// <summary>One replica: an app with the actor in this process, and a real sidecar process beside it.</summary>
public sealed class ActorReplica : IAsyncDisposable
{
    private readonly string _resources;
    private readonly int _placementPort;
    private readonly int _appPort = FreePorts.Next();
    private readonly WebApplication _app;
    private ChildProcess _sidecar;

    private ActorReplica(string name, string resources, int placementPort, Ledger ledger, Action<ActorRuntimeOptions>? configure)
    {
        (Name, _resources, _placementPort) = (name, resources, placementPort);
        Address = $"http://127.0.0.1:{HttpPort.ToString(CultureInfo.InvariantCulture)}";
        _app = Build(ledger, configure);
        _sidecar = StartSidecar();
        Client = new HttpClient { BaseAddress = new Uri(Address) };
    }

    public string Name { get; }

    public int HttpPort { get; } = FreePorts.Next();

    public string Address { get; }

    public HttpClient Client { get; }

    public string Output => _sidecar.Output;

    public IActorProxyFactory Proxies => _app.Services.GetRequiredService<IActorProxyFactory>();

    public static async Task<ActorReplica> StartAsync(
        string name, string resources, int placementPort, Ledger ledger, Action<ActorRuntimeOptions>? configure)
    {
        var replica = new ActorReplica(name, resources, placementPort, ledger, configure);
        await replica._app.StartAsync();
        await replica.WaitAsync();
        return replica;
    }

    public ICounterActor Counter(string id) => Proxies.CreateActorProxy<ICounterActor>(new(id), "Counter");

    public Task KillSidecarAsync() => _sidecar.KillAsync();

    public void Signal(string signal) => _sidecar.Signal(signal);

    public Task StopSidecarAsync() => _sidecar.StopAsync("TERM", TimeSpan.FromSeconds(20));

    public async Task RestartSidecarAsync()
    {
        _sidecar.Dispose();
        _sidecar = StartSidecar();
        await WaitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _sidecar.KillAsync();
        _sidecar.Dispose();
        await _app.DisposeAsync();
        Client.Dispose();
    }

    private Task WaitAsync() => Eventually.AsyncTrue(
        async token =>
        {
            using var answer = await Client.GetAsync("/v1.0/healthz", token);
            return answer.IsSuccessStatusCode;
        },
        TimeSpan.FromSeconds(30),
        $"sidecar {Name} is healthy",
        () => _sidecar.Output);

    private WebApplication Build(Ledger ledger, Action<ActorRuntimeOptions>? configure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{_appPort.ToString(CultureInfo.InvariantCulture)}");
        builder.Services.AddSingleton(ledger).AddSingleton(new ReplicaName(Name));
        builder.Services.AddActors(options =>
        {
            options.HttpEndpoint = Address;
            options.Actors.RegisterActor<CounterActor>();
            configure?.Invoke(options);
        });
        var app = builder.Build();
        app.MapActorsHandlers();
        return app;
    }

    private ChildProcess StartSidecar() => ChildProcess.Start(new ChildProgram($"sidecar-{Name}", "dotnet",
    [
        Path.Combine(AppContext.BaseDirectory, "OpenClaw.Sidecar.dll"),
        "--app-id", "counters",
        "--app-port", _appPort.ToString(CultureInfo.InvariantCulture),
        "--app-channel-address", "127.0.0.1",
        "--dapr-http-port", HttpPort.ToString(CultureInfo.InvariantCulture),
        "--dapr-internal-grpc-port", FreePorts.Next().ToString(CultureInfo.InvariantCulture),
        "--placement-host-address", $"127.0.0.1:{_placementPort.ToString(CultureInfo.InvariantCulture)}",
        "--resources-path", _resources,
    ])
    {
        WorkingDirectory = AppContext.BaseDirectory,
    });
}
