using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using OpenClaw.Journeys;

namespace OpenClaw.Faults;

/// <summary>The whole system as the AppHost composes it, with a data directory of its own, inside this process.</summary>
public sealed class RunningSystem : IAsyncDisposable
{
    /// <summary>Services that must be healthy before anything is asked of the system.</summary>
    private static readonly string[] Services = ["policy", "audit", "connector", "briefing", "notification", "gateway"];

    // A loaded two-core machine needs several times the 25 s of an idle one.
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(4);

    private readonly IDistributedApplicationTestingBuilder _builder;
    private readonly DistributedApplication _app;

    private RunningSystem(IDistributedApplicationTestingBuilder builder, DistributedApplication app, string data)
    {
        (_builder, _app, Data) = (builder, app, data);
        Processes = new ProcessTable(app);
    }

    public string Data { get; }

    public Uri Gateway => _app.GetEndpoint("gateway", "http");

    public Uri Identity => _app.GetEndpoint("identity-simulator", "http");

    public Uri GitHub => _app.GetEndpoint("github-simulator", "http");

    public Uri Chat => _app.GetEndpoint("chat-simulator", "http");

    public ProcessTable Processes { get; }

    /// <summary>Where a service itself listens, past gateway and sidecars.</summary>
    public Uri Endpoint(string service) => _app.GetEndpoint(service, "http");

    /// <summary>Secret that acme's deliveries are signed with.</summary>
    public string WebhookSecret => Secret(LocalSecrets.AcmeWebhook);

    /// <summary>A value of the system's local secret store.</summary>
    public string Secret(string name) => LocalSecrets.Find(name, Data)
        ?? throw new InvalidOperationException($"{Data} holds no secret {name}.");

    /// <summary>How whoever owns a database signs in to it.</summary>
    public async Task<string> OwnerOfAsync(string database, CancellationToken cancellationToken) =>
        await _app.GetConnectionStringAsync(database, cancellationToken) ?? throw new InvalidOperationException($"There is no database {database}.");

    public static async Task<RunningSystem> StartAsync(IReadOnlyList<string> switches, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartLimit);
        var data = Directory.CreateTempSubdirectory("openclaw-system-").FullName;
        string[] arguments = ["--data", data, "--replicas", "connector=2", "--replicas", "briefing=2", .. switches];
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.OpenClaw_AppHost>(arguments, limit.Token);
        var app = await builder.BuildAsync(limit.Token);
        var system = new RunningSystem(builder, app, data);
        try
        {
            await app.StartAsync(limit.Token);
            await system.WaitUntilHealthyAsync(limit.Token);
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops, starts or restarts all processes of a resource, as an operator does in the dashboard.</summary>
    public async Task CommandAsync(string resource, string command, CancellationToken cancellationToken)
    {
        var result = await _app.ResourceCommands.ExecuteCommandAsync(resource, command, cancellationToken);
        if (!result.Success)
        {
            throw new InvalidOperationException($"{command} of {resource}: {result.Message}");
        }
    }

    public Task WaitUntilHealthyAsync(CancellationToken cancellationToken) => WaitUntilHealthyAsync(Services, cancellationToken);

    /// <exception cref="TimeoutException">A resource did not become healthy in time; tells its state and the end of its log.</exception>
    public async Task WaitUntilHealthyAsync(IEnumerable<string> resources, CancellationToken cancellationToken)
    {
        var notifications = _app.Services.GetRequiredService<ResourceNotificationService>();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartLimit);
        foreach (var service in resources)
        {
            try
            {
                await notifications.WaitForResourceHealthyAsync(service, WaitBehavior.WaitOnResourceUnavailable, limit.Token);
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested)
            {
                throw new TimeoutException(await DescribeAsync(notifications, service));
            }
        }
    }

    private async Task<string> DescribeAsync(ResourceNotificationService notifications, string service)
    {
        var last = (await notifications.WaitForResourceAsync(service, _ => true, CancellationToken.None)).Snapshot;
        var reports = last.HealthReports.Select(report => $"{report.Name} {report.Status} {report.Description} {report.ExceptionText}");
        string[] files = Directory.GetFiles(Path.Combine(Data, "logs"), $"{service}*.log");
        var log = files.SelectMany(file => File.ReadLines(file).TakeLast(20).Prepend(Path.GetFileName(file)));
        return $"{service} is not healthy. State {last.State?.Text}, exit code {last.ExitCode}. {string.Join("; ", reports)}\n{string.Join('\n', log)}";
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _builder.DisposeAsync();
        Directory.Delete(Data, recursive: true);
    }
}
