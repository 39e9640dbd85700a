using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Running;

namespace Aspire.Hosting.Servers;

/// <summary>
/// RabbitMQ of the machine. The Erlang name server runs in the foreground beside it: started by the broker, it would be a
/// daemon that outlives the run. Plugins are off unless asked for: their statistics cost five seconds at every stop.
/// </summary>
internal sealed class RabbitMQLauncher(RunContext run, RabbitMQServerResource server) : ILauncher
{
    private const string Account = "rabbitmq";
    private ChildProcess? _epmd;

    public StopPhase Phase => StopPhase.Server;

    public bool Restarts => true;

    public async Task<ProcessSpec> PrepareAsync(ResourceInstance instance, CancellationToken cancellationToken)
    {
        var program = ServerPrograms.RabbitMQ ?? throw new DistributedApplicationException(PackageInstaller.RefusalOf([ServerPrograms.RabbitMQPackage]));
        var folder = ServerFolder.Create(run, server.Name, Account);
        var amqp = instance.TargetPorts[RabbitMQServerResource.PrimaryEndpointName];
        var names = run.Data.RememberedPort($"{server.Name}/epmd") is { } kept && _epmd is { Exited.IsCompleted: false } ? kept : run.Ports.Take($"{server.Name}/epmd");
        var distribution = run.Data.RememberedPort($"{server.Name}/dist") is { } known && _epmd is not null ? known : run.Ports.Take($"{server.Name}/dist");
        await WriteFilesAsync(folder, amqp, instance, cancellationToken).ConfigureAwait(false);
        StartNameServer(folder, names);
        return new ProcessSpec(program, [], folder)
        {
            User = ServerFolder.AccountOrNobody(Account),
            Environment = Variables(folder, amqp, names, distribution),
        };
    }

    public async Task CleanUpAsync()
    {
        if (_epmd is not null)
            await _epmd.StopAsync(TimeSpan.FromSeconds(1)).ConfigureAwait(false);
        _epmd = null;
    }

    private static Dictionary<string, string> Variables(string folder, int amqp, int names, int distribution) => new()
    {
        ["HOME"] = folder,
        ["LANG"] = "C.UTF-8",
        ["RUNNING_UNDER_SYSTEMD"] = "1",
        ["RABBITMQ_CONF_ENV_FILE"] = "/dev/null",

        // The node's name is part of its data: it must not change with the port.
        ["RABBITMQ_NODENAME"] = "openclaw@localhost",
        ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_NODE_PORT"] = Text(amqp),
        ["RABBITMQ_DIST_PORT"] = Text(distribution),
        ["ERL_EPMD_PORT"] = Text(names),
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_CONFIG_FILE"] = Path.Combine(folder, "rabbitmq"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(folder, "enabled_plugins"),
        ["RABBITMQ_MNESIA_BASE"] = Path.Combine(folder, "mnesia"),
        ["RABBITMQ_LOG_BASE"] = Path.Combine(folder, "log"),
        ["RABBITMQ_LOGS"] = "-",
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}",
    };

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    private async Task WriteFilesAsync(string folder, int amqp, ResourceInstance instance, CancellationToken cancellationToken)
    {
        var user = await server.UserNameReference.GetValueAsync(cancellationToken).ConfigureAwait(false);
        var password = await server.PasswordParameter.GetValueAsync(cancellationToken).ConfigureAwait(false);
        var management = instance.TargetPorts.TryGetValue(RabbitMQServerResource.ManagementEndpointName, out var port)
            ? $"management.tcp.ip = 127.0.0.1\nmanagement.tcp.port = {Text(port)}\n"
            : "";
        var configuration = Path.Combine(folder, "rabbitmq.conf");
        PrivateFile.Write(configuration, $"""
            listeners.tcp.1 = 127.0.0.1:{Text(amqp)}
            default_user = {user}
            default_pass = {password}
            log.console = true
            log.console.level = warning
            log.file = false
            vm_memory_high_watermark.absolute = 1GB
            disk_free_limit.absolute = 200MB
            {management}
            """);
        var plugins = Path.Combine(folder, "enabled_plugins");
        PrivateFile.Write(plugins, management.Length > 0 ? "[rabbitmq_management].\n" : "[].\n");
        foreach (var file in (string[])[configuration, plugins])
        {
            await ServerFolder.OwnAsync(file, Account, run, cancellationToken).ConfigureAwait(false);
        }
    }

    private void StartNameServer(string folder, int port)
    {
        if (_epmd is { Exited.IsCompleted: false })
            return;
        var program = ServerPrograms.OnPath("epmd") ?? throw new DistributedApplicationException(PackageInstaller.RefusalOf(["erlang-base"]));
        var spec = new ProcessSpec(program, ["-port", Text(port), "-address", "127.0.0.1"], folder) { User = ServerFolder.AccountOrNobody(Account) };
        _epmd = ChildProcess.Start(spec, run.Guardian, (line, isError) => run.Loggers.Write(server.Name, line, isError));
    }
}
