using System.Runtime.Versioning;
using OpenClaw.Backup;

[assembly: UnsupportedOSPlatform("windows")]

const string Usage = """
    Backs up the PostgreSQL of OpenClaw.Aspire and restores it. Runs PostgreSQL's own programs.

      openclaw-backup wal     --connection <conninfo> --folder <folder> [--bin <folder>]
      openclaw-backup backup  --connection <conninfo> --folder <folder> [--keep-days <n>] [--bin <folder>]
      openclaw-backup restore --folder <folder> --data <new data folder> [--until <time>]

      wal       receives the write-ahead log as it is written, until the server goes; run it all the time
      backup    takes a base backup while the server works, verifies it, and removes what is older than it must be kept
      restore   makes a data folder of the newest base backup (before the time) and all write-ahead log (up to the time)

      --connection  as psql takes it, such as "host=postgres user=app"; the password comes from PGPASSWORD or PGPASSFILE
      --folder      where backups are kept
      --keep-days   default 30: no longer than the law allows an erasure to take, because a backup holds erased keys
      --until       such as "2026-11-21 08:00:00+00"; default: everything
      --bin         where PostgreSQL's programs are; default: the newest in /usr/lib/postgresql, else the PATH

    Exit code: 0 done, 1 failed, 2 wrong usage.
    """;

if (args is [] or ["--help"] or ["-h"])
{
    Console.Out.WriteLine(Usage);
    return args.Length == 0 ? 2 : 0;
}

try
{
    var arguments = BackupArguments.Parse(args);
    var postgres = new PostgresPrograms(arguments.Bin);
    using var ending = new CancellationTokenSource();
    Console.CancelKeyPress += (_, end) =>
    {
        end.Cancel = true;
        ending.Cancel();
    };
    return arguments.Command switch
    {
        "wal" => await new WalReceiver(postgres).RunAsync(arguments.Connection, arguments.Folder, ending.Token),
        "backup" => await new BaseBackup(postgres, TimeProvider.System, Console.Out).RunAsync(arguments.Connection, arguments.Folder, arguments.KeepDays, ending.Token),
        "restore" => new Restore(Console.Out).Run(arguments.Folder, arguments.Data, arguments.Until),
        var other => throw new UsageException($"There is no command '{other}'; --help lists them."),
    };
}
catch (UsageException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 2;
}
catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or BackupException or OperationCanceledException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
