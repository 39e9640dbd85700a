namespace OpenClaw.Testing;

/// <summary>A real RabbitMQ without plugins (the statistics of the management plugin make every stop 5 s longer).</summary>
public sealed class RabbitMqServer : LocalServer
{
    private const string User = "rabbitmq";
    private const string Login = "app";

    private readonly int _distributionPort = FreePorts.Next();
    private readonly int _epmdPort = FreePorts.Next();
    private ChildProcess? _epmd;

    private RabbitMqServer(bool tls)
        : base("rabbitmq") => Certificates = tls ? new TlsCertificates("localhost") : null;

    public override string ConnectionString => $"amqp://{Login}:{Login}@127.0.0.1:{Port}/";

    private protected override string StopSignal => "TERM";

    /// <summary>With TLS: the authority that signed the broker's certificate, and a client's.</summary>
    public TlsCertificates? Certificates { get; }

    /// <summary>Where it speaks TLS, if it does; it then asks clients for a certificate.</summary>
    public int TlsPort { get; } = FreePorts.Next();

    public static Task<RabbitMqServer> StartAsync(CancellationToken cancellationToken = default) => StartAsync(tls: false, cancellationToken);

    /// <summary>Also on a TLS port, where clients may sign in with a certificate whose common name is a user.</summary>
    public static Task<RabbitMqServer> StartWithTlsAsync(CancellationToken cancellationToken = default) => StartAsync(tls: true, cancellationToken);

    private static async Task<RabbitMqServer> StartAsync(bool tls, CancellationToken cancellationToken)
    {
        if (ServerPrograms.RabbitMqMissingReason is { } reason)
        {
            throw new InvalidOperationException(reason);
        }

        var server = new RabbitMqServer(tls);
        try
        {
            server.WriteConfiguration();
            server.Own(User);
            await server.StartNamesAsync(cancellationToken);
            await server.RunAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await KillAsync();
        _epmd?.Dispose();
        await base.DisposeAsync();
    }

    /// <summary>Asks the broker's own control program and returns its table, one tab-separated line per row.</summary>
    public async Task<string> ControlAsync(params string[] command)
    {
        using var control = ChildProcess.Start(new ChildProgram("rabbitmqctl", ServerPrograms.RabbitMqControl, ["-n", Node, "-q", "--no-table-headers", .. command])
        {
            User = User,
            WorkingDirectory = Folder,
            Environment = new Dictionary<string, string> { ["HOME"] = Folder, ["LANG"] = "C.UTF-8", ["ERL_EPMD_PORT"] = $"{_epmdPort}", ["RABBITMQ_CONF_ENV_FILE"] = "/dev/null" },
        });
        await Eventually.True(() => control.HasExited, TimeSpan.FromSeconds(60), $"rabbitmqctl {command[0]} ends", () => control.Output);
        return control.Output;
    }

    private string Node => $"test{Port}@localhost";

    private protected override ChildProgram Program() => new(Name, ServerPrograms.RabbitMq!, [])
    {
        User = User,
        WorkingDirectory = Folder,
        Environment = new Dictionary<string, string>
        {
            ["HOME"] = Folder,
            ["LANG"] = "C.UTF-8",

            // Makes the script replace itself with the Erlang VM, so that the pid is the broker's.
            ["RUNNING_UNDER_SYSTEMD"] = "1",
            ["RABBITMQ_CONF_ENV_FILE"] = "/dev/null",
            ["RABBITMQ_NODENAME"] = Node,
            ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_NODE_PORT"] = $"{Port}",
            ["RABBITMQ_DIST_PORT"] = $"{_distributionPort}",
            ["ERL_EPMD_PORT"] = $"{_epmdPort}",
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_CONFIG_FILE"] = Path.Combine(Folder, "rabbitmq"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(Folder, "enabled_plugins"),
            ["RABBITMQ_MNESIA_BASE"] = Path.Combine(Folder, "mnesia"),
            ["RABBITMQ_LOG_BASE"] = Path.Combine(Folder, "log"),
            ["RABBITMQ_LOGS"] = "-",
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}",
        },
    };

    private void WriteConfiguration()
    {
        Directory.CreateDirectory(Path.Combine(Folder, "mnesia"));
        Directory.CreateDirectory(Path.Combine(Folder, "log"));
        File.WriteAllText(Path.Combine(Folder, "enabled_plugins"), Certificates is null ? "[].\n" : "[rabbitmq_auth_mechanism_ssl].\n");
        File.WriteAllText(Path.Combine(Folder, "rabbitmq.conf"), $"""
            listeners.tcp.1 = 127.0.0.1:{Port}
            default_user = {Login}
            default_pass = {Login}
            log.console = true
            log.console.level = info
            log.file = false
            vm_memory_high_watermark.absolute = 1GB
            disk_free_limit.absolute = 200MB
            {TlsConfiguration()}
            """);
    }

    private string TlsConfiguration()
    {
        if (Certificates is null)
        {
            return "";
        }

        File.WriteAllText(Path.Combine(Folder, "ca.pem"), Certificates.Authority);
        File.WriteAllText(Path.Combine(Folder, "server.pem"), Certificates.Server.Certificate);
        File.WriteAllText(Path.Combine(Folder, "server.key"), Certificates.Server.Key);
        return $"""
            listeners.ssl.1 = 127.0.0.1:{TlsPort}
            ssl_options.cacertfile = {Folder}/ca.pem
            ssl_options.certfile = {Folder}/server.pem
            ssl_options.keyfile = {Folder}/server.key
            ssl_options.verify = verify_peer
            ssl_options.fail_if_no_peer_cert = true
            auth_mechanisms.1 = PLAIN
            auth_mechanisms.2 = EXTERNAL
            ssl_cert_login_from = common_name

            """;
    }

    /// <summary>Erlang's name server in the foreground; otherwise the broker starts one as a daemon that outlives it.</summary>
    private async Task StartNamesAsync(CancellationToken cancellationToken)
    {
        _epmd = ChildProcess.Start(new ChildProgram("epmd", ServerPrograms.Epmd!, ["-port", $"{_epmdPort}", "-address", "127.0.0.1"])
        {
            User = User,
            WorkingDirectory = Folder,
        });
        await Eventually.AsyncTrue(
            token => AcceptsAsync(_epmdPort, token), TimeSpan.FromSeconds(20), "epmd accepts", () => _epmd.Output, cancellationToken);
    }
}
