using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Running;

namespace Aspire.Hosting.Servers;

/// <summary>PostgreSQL of the machine with a data directory of this run.</summary>
internal sealed class PostgresLauncher(RunContext run, PostgresServerResource server) : ILauncher
{
    private const string Account = "postgres";

    public StopPhase Phase => StopPhase.Server;

    public bool Restarts => true;

    public async Task<ProcessSpec> PrepareAsync(ResourceInstance instance, CancellationToken cancellationToken)
    {
        var folder = ServerFolder.Create(run, server.Name, Account);
        var data = Path.Combine(folder, "data");
        var versionFile = Path.Combine(data, "PG_VERSION");
        var version = File.Exists(versionFile) ? (await File.ReadAllTextAsync(versionFile, cancellationToken).ConfigureAwait(false)).Trim() : null;
        var programs = ServerPrograms.PostgresFolder(version)
            ?? throw new DistributedApplicationException(version is null
                ? PackageInstaller.RefusalOf([ServerPrograms.PostgresPackage])
                : $"The data in {data} was written by PostgreSQL {version}, which is not installed. Install postgresql-{version}, or start with --fresh.");
        if (version is null)
            await InitializeAsync(programs, folder, data, cancellationToken).ConfigureAwait(false);

        var port = instance.TargetPorts[PostgresServerResource.PrimaryEndpointName].ToString(CultureInfo.InvariantCulture);
        var arguments = await ValueResolver.ArgumentsAsync(server, run.Execution, run.Loggers.GetLogger(server), cancellationToken).ConfigureAwait(false);
        return new ProcessSpec(Path.Combine(programs, "postgres"),
        [
            "-D", data, "-c", "listen_addresses=127.0.0.1", "-c", $"port={port}", "-c", $"unix_socket_directories={folder}",
            "-c", "max_connections=200", "-c", "shared_buffers=128MB", "-c", "max_wal_size=2GB", "-c", "wal_compression=on",

            // Of two values for a setting the server takes the later one.
            .. arguments,
        ], folder)
        {
            User = ServerFolder.AccountOrNobody(Account),
            StopSignal = UnixProcess.SigInt,
        };
    }

    private async Task InitializeAsync(string programs, string folder, string data, CancellationToken cancellationToken)
    {
        // A crash in the middle of an earlier initdb leaves a half-made cluster without PG_VERSION.
        if (Directory.Exists(data))
            Directory.Delete(data, recursive: true);
        var passwordFile = Path.Combine(folder, "password");
        PrivateFile.Write(passwordFile, await server.PasswordParameter.GetValueAsync(cancellationToken).ConfigureAwait(false) ?? "");
        await ServerFolder.OwnAsync(passwordFile, Account, run, cancellationToken).ConfigureAwait(false);
        var user = await server.UserNameReference.GetValueAsync(cancellationToken).ConfigureAwait(false) ?? "postgres";
        var spec = new ProcessSpec(Path.Combine(programs, "initdb"),
            ["-D", data, "-U", user, $"--pwfile={passwordFile}", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"], folder)
        {
            User = ServerFolder.AccountOrNobody(Account),
        };
        var exitCode = await ServerFolder.RunAsync(run, server.Name, spec, cancellationToken).ConfigureAwait(false);
        File.Delete(passwordFile);
        if (exitCode != 0)
            throw new DistributedApplicationException($"initdb failed with exit code {exitCode}: {string.Join(" ", run.Loggers.Tail(server.Name, 2).Select(line => line.Content))}");
    }
}
