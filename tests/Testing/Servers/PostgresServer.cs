namespace OpenClaw.Testing;

/// <summary>A real PostgreSQL with an empty cluster; superuser <c>app</c> without a password, loopback only.</summary>
public sealed class PostgresServer : LocalServer
{
    private const string User = "postgres";
    private const string Superuser = "app";

    private readonly string[] _settings;

    private PostgresServer(string[] settings)
        : base("postgres") => _settings = settings;

    public override string ConnectionString => ConnectionStringFor("postgres");

    private protected override string StopSignal => "INT";

    private string DataFolder => Path.Combine(Folder, "data");

    public static Task<PostgresServer> StartAsync(CancellationToken cancellationToken = default) => StartAsync([], cancellationToken);

    /// <param name="settings">Of the server, each as <c>name=value</c>; they win over those of every test.</param>
    public static async Task<PostgresServer> StartAsync(string[] settings, CancellationToken cancellationToken = default)
    {
        var server = new PostgresServer(settings);
        try
        {
            await server.InitialiseAsync(cancellationToken);
            await server.RunAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>A streaming replica of this server.</summary>
    public async Task<PostgresServer> StartReplicaAsync(CancellationToken cancellationToken = default)
    {
        var replica = new PostgresServer([]);
        try
        {
            await Commands.RunAsync(
                Tool("pg_basebackup"), ["-h", "127.0.0.1", "-p", $"{Port}", "-U", Superuser, "-D", replica.DataFolder, "--checkpoint=fast", "--write-recovery-conf"], cancellationToken);
            replica.Own(User);
            await replica.RunAsync(cancellationToken);
            return replica;
        }
        catch
        {
            await replica.DisposeAsync();
            throw;
        }
    }

    /// <summary>Keyword form for Npgsql; trust authentication, so any role may be named without a password.</summary>
    public string ConnectionStringFor(string database, string role = Superuser) =>
        $"Host=127.0.0.1;Port={Port};Username={role};Database={database}";

    /// <summary>Creates a database and returns the superuser's connection string to it.</summary>
    public async Task<string> CreateDatabaseAsync(string name, CancellationToken cancellationToken = default)
    {
        await Commands.RunAsync(
            Tool("createdb"), ["-h", "127.0.0.1", "-p", $"{Port}", "-U", Superuser, name], cancellationToken);
        return ConnectionStringFor(name);
    }

    /// <summary>
    /// Kills it and loses its disk; what <paramref name="restore"/> puts into the folder is what it starts with, on the same port.
    /// </summary>
    public async Task LoseDiskAsync(Func<string, Task> restore, CancellationToken cancellationToken = default)
    {
        await KillFamilyAsync();
        Directory.Delete(DataFolder, recursive: true);
        await restore(DataFolder);
        Own(User);
        await RunAsync(cancellationToken);
    }

    private protected override ChildProgram Program() => new(Name, Tool("postgres"),
    [
        "-D", DataFolder,
        "-c", "listen_addresses=127.0.0.1",
        "-c", $"port={Port}",
        "-c", $"unix_socket_directories={Folder}",
        "-c", "max_connections=200",
        "-c", "shared_buffers=128MB",
        .. _settings.SelectMany(setting => new[] { "-c", setting }),
    ])
    {
        User = User,
        WorkingDirectory = Folder,
    };

    private protected override async Task<bool> IsReadyAsync(CancellationToken cancellationToken) =>
        await Commands.ExitCodeAsync(
            Tool("pg_isready"), ["-q", "-h", "127.0.0.1", "-p", $"{Port}"], cancellationToken) == 0;

    private static string Tool(string name) => Path.Combine(
        ServerPrograms.PostgresFolder ?? throw new InvalidOperationException(ServerPrograms.PostgresMissingReason), name);

    private async Task InitialiseAsync(CancellationToken cancellationToken)
    {
        Own(User);

        // --no-sync only concerns the making of the empty cluster; the server itself runs with fsync on. Texts are ordered byte by
        // byte, as in the audit database of the AppHost.
        using var initdb = ChildProcess.Start(new ChildProgram("initdb", Tool("initdb"),
            ["-D", DataFolder, "-U", Superuser, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--lc-collate=C", "--no-sync"])
        {
            User = User,
            WorkingDirectory = Folder,
        });
        await Eventually.AsyncTrue(
            _ => Task.FromResult(initdb.HasExited), TimeSpan.FromSeconds(60), "initdb ends", () => initdb.Output, cancellationToken);
    }
}
