using System.Globalization;
using OpenClaw.Contracts;
using OpenClaw.Testing;
using OpenClaw.Testing.Audit;

namespace OpenClaw.Faults.Audit;

/// <summary>Two producers with their sidecars, a broker, the audit service with its sidecar, and its database: the whole way of an entry.</summary>
internal sealed class AuditParty : IAsyncDisposable
{
    private static readonly string[] Apps = [AppIds.Connector, AppIds.Briefing];
    private readonly List<SidecarProcess> _sidecars = [];
    private readonly List<ChildProcess> _producers = [];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("audit-faults-");
    private readonly TestIdentity _identity = new();
    private AuditResources? _resources;
    private ChildProcess? _placement;
    private int _run;

    private AuditParty(AuditDatabase database, RabbitMqServer broker) => (Database, Broker) = (database, broker);

    public AuditDatabase Database { get; }

    public RabbitMqServer Broker { get; }

    public ServiceProcess Service { get; private set; } = null!;

    public TestIdentity Identity => _identity;

    public string Folder => _folder.FullName;

    /// <summary>What can be killed, and how each comes back.</summary>
    public IReadOnlyList<(string Name, Func<Task> KillAndRestart)> Victims =>
    [
        ("audit", () => Service.KillAndRestartAsync()),
        ("postgres", () => Database.Server.RestartAsync()),
        ("audit-dapr", _sidecars[0].KillAndRestartAsync),
        ("rabbitmq", () => Broker.RestartAsync()),
        ("connector-dapr", _sidecars[1].KillAndRestartAsync),
        ("briefing-dapr", _sidecars[2].KillAndRestartAsync),
    ];

    public string Output => string.Join('\n', _sidecars.Select(sidecar => sidecar.Output).Append(Service.Output).Concat(_producers.Select(producer => producer.Output)));

    public static async Task<AuditParty> StartAsync(Func<PostgresServer, Task>? createDatabase = null)
    {
        var party = new AuditParty(await AuditDatabase.StartAsync([], createDatabase), await RabbitMqServer.StartAsync());
        try
        {
            party._resources = new AuditResources(party.Broker);
            (party._placement, var port) = SidecarProcess.StartPlacement();
            party.Service = await AuditService.StartAsync(party.Database, party._identity, null);
            party._sidecars.Add(await SidecarProcess.StartAsync(AppIds.Audit, party.Service.Port, port, party._resources.Folders, party._identity));
            foreach (var app in Apps)
            {
                party._sidecars.Add(await SidecarProcess.StartAsync(app, null, port, party._resources.Folders, party._identity));
            }

            return party;
        }
        catch
        {
            await party.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts both producers, each with half of the rate.</summary>
    /// <param name="entries">A second, of both together; an act has two.</param>
    public void StartProducers(int entries)
    {
        _run++;
        for (var producer = 0; producer < Apps.Length; producer++)
        {
            var environment = _identity.Environment;
            environment["APP_ID"] = Apps[producer];
            environment["DAPR_HTTP_ENDPOINT"] = _sidecars[producer + 1].Address.ToString().TrimEnd('/');
            _producers.Add(ChildProcess.Start(new ChildProgram("producer", "dotnet",
                [typeof(AuditParty).Assembly.Location, AuditProducer.Command, FileOf(producer), (entries / 2 / Apps.Length).ToString(CultureInfo.InvariantCulture), StopFile])
            { Environment = environment }));
        }
    }

    public async Task StopProducersAsync()
    {
        await File.WriteAllTextAsync(StopFile, "");
        await Eventually.True(() => _producers.TrueForAll(producer => producer.HasExited), TimeSpan.FromMinutes(1), "the producers end", () => Output);
    }

    public Diary Read() => Diary.Of(Enumerable.Range(0, Apps.Length).Select(FileOf));

    public async ValueTask DisposeAsync()
    {
        _producers.ForEach(producer => producer.Dispose());
        foreach (var sidecar in _sidecars)
        {
            await sidecar.DisposeAsync();
        }

        _placement?.Dispose();
        if (Service is not null)
        {
            await Service.DisposeAsync();
        }

        _resources?.Dispose();
        await Broker.DisposeAsync();
        await Database.DisposeAsync();
        _identity.Dispose();
        _folder.Delete(recursive: true);
    }

    private string StopFile => Path.Combine(_folder.FullName, $"stop-{_run}");

    private string FileOf(int producer) => Path.Combine(_folder.FullName, $"producer-{producer}");
}
