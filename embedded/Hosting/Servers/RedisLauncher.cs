using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Running;

namespace Aspire.Hosting.Servers;

/// <summary>Redis of the machine; its log is on disk once per second, as in the deployment.</summary>
internal sealed class RedisLauncher(RunContext run, RedisResource server) : ILauncher
{
    private const string Account = "redis";

    public StopPhase Phase => StopPhase.Server;

    public bool Restarts => true;

    public async Task<ProcessSpec> PrepareAsync(ResourceInstance instance, CancellationToken cancellationToken)
    {
        var program = ServerPrograms.Redis ?? throw new DistributedApplicationException(PackageInstaller.RefusalOf([ServerPrograms.RedisPackage]));
        var folder = ServerFolder.Create(run, server.Name, Account);

        // The password goes through a file: arguments are visible to every user of the machine.
        var configuration = Path.Combine(folder, "redis.conf");
        var password = server.PasswordParameter is null ? null : await server.PasswordParameter.GetValueAsync(cancellationToken).ConfigureAwait(false);
        PrivateFile.Write(configuration, string.Create(CultureInfo.InvariantCulture, $"""
            bind 127.0.0.1
            port {instance.TargetPorts[RedisResource.PrimaryEndpointName]}
            dir "{folder}"
            save ""
            appendonly yes
            appendfsync everysec
            maxmemory 256mb
            maxmemory-policy noeviction
            {(password is null ? "" : $"requirepass \"{password}\"")}

            """));
        await ServerFolder.OwnAsync(configuration, Account, run, cancellationToken).ConfigureAwait(false);
        return new ProcessSpec(program, [configuration], folder) { User = ServerFolder.AccountOrNobody(Account) };
    }
}
