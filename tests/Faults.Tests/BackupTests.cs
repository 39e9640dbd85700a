using System.Globalization;
using Npgsql;
using OpenClaw.Testing;

namespace OpenClaw.Faults.Tests;

/// <summary>Backups with a real server: back to a moment, and no longer kept than they may be.</summary>
public sealed class BackupTests : IAsyncLifetime
{
    private readonly DirectoryInfo _backups = Directory.CreateTempSubdirectory("backups-");
    private PostgresServer? _server;

    private PostgresServer Server
    {
        get
        {
            Assert.SkipWhen(_server is null, ServerPrograms.PostgresMissingReason ?? "");
            return _server;
        }
    }

    private string[] From => ["--connection", $"host=127.0.0.1 port={Server.Port.ToString(CultureInfo.InvariantCulture)} user=app dbname=postgres", "--folder", _backups.FullName];

    public async ValueTask InitializeAsync() => _server = ServerPrograms.PostgresMissingReason is null ? await PostgresServer.StartAsync() : null;

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _backups.Delete(recursive: true);
    }

    [Fact]
    public async Task RestoreUntil_HasWhatWasCommittedBefore_AndNothingOfAfter()
    {
        await SqlAsync("CREATE TABLE deeds (name text)");
        using var receiver = Start("wal", From);
        await StreamsAsync();
        await DoneAsync("backup", From);
        await SqlAsync("INSERT INTO deeds VALUES ('before')");
        var moment = (DateTime)(await SqlAsync("SELECT clock_timestamp()"))!;
        await SqlAsync("INSERT INTO deeds VALUES ('after')");
        await ReceivedAsync();

        await Server.LoseDiskAsync(data => DoneAsync(
            "restore", "--folder", _backups.FullName, "--data", data, "--until", moment.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture) + "+00"));

        NpgsqlConnection.ClearAllPools();
        await Eventually.AssertAsync(async () => Assert.Equal(false, await SqlAsync("SELECT pg_is_in_recovery()")));
        Assert.Equal("before", await SqlAsync("SELECT string_agg(name, ',') FROM deeds"));
        await SqlAsync("INSERT INTO deeds VALUES ('again')");
    }

    [Fact]
    public async Task Backup_ForgetsWhatIsOld_AndTheLogThatOnlyThatNeeded()
    {
        using var receiver = Start("wal", From);
        await StreamsAsync();
        await DoneAsync("backup", From);
        var first = Aged(Assert.Single(Bases()), TimeSpan.FromDays(29));
        var young = await AnotherAsync(TimeSpan.FromDays(20));
        var old = Aged(first, TimeSpan.FromDays(40));
        var unneeded = Directory.EnumerateFiles(Path.Combine(_backups.FullName, "wal")).Select(Path.GetFileName).Where(name => string.CompareOrdinal(name, FirstWalOf(young)) < 0).ToArray();
        Assert.NotEmpty(unneeded);

        var newest = await AnotherAsync(TimeSpan.Zero);

        Assert.False(Directory.Exists(old));
        Assert.Equal([young, newest], Bases());
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_backups.FullName, "wal")).Select(Path.GetFileName).Intersect(unneeded));
    }

    [Fact]
    public async Task Command_ThatCannotBeDone_LeavesNothingBehind()
    {
        string[] nowhere = ["--connection", "host=127.0.0.1 port=1 user=app dbname=postgres", "--folder", _backups.FullName];
        await DoneAsync("backup", From);
        var occupied = Directory.CreateDirectory(Path.Combine(_backups.FullName, "data"));
        await File.WriteAllTextAsync(Path.Combine(occupied.FullName, "precious"), "", TestContext.Current.CancellationToken);

        Assert.Equal(1, (await RunAsync("backup", nowhere)).Code);
        Assert.Equal(1, (await RunAsync("restore", "--folder", _backups.FullName, "--data", occupied.FullName)).Code);
        Assert.Equal(1, (await RunAsync("restore", "--folder", _backups.FullName, "--data", occupied.FullName + "2", "--until", "2020-01-01")).Code);
        Assert.Equal(2, (await RunAsync("restore", "--folder", _backups.FullName)).Code);

        Assert.Single(Bases());
        Assert.Single(occupied.EnumerateFileSystemInfos());
        Assert.False(Directory.Exists(occupied.FullName + "2"));
    }

    /// <summary>Takes a backup after the server went on to other files of log, and calls it that much older.</summary>
    private async Task<string> AnotherAsync(TimeSpan age)
    {
        await SqlAsync("CREATE TABLE IF NOT EXISTS filler (text text)");
        await SqlAsync("INSERT INTO filler VALUES ('x')");
        await SqlAsync("SELECT pg_switch_wal()");
        await ReceivedAsync();
        var before = Bases();
        await DoneAsync("backup", From);
        return Aged(Assert.Single(Bases().Except(before)), age);
    }

    private string Aged(string backup, TimeSpan age)
    {
        var name = TimeProvider.System.GetUtcNow().Subtract(age).ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var aged = Path.Combine(_backups.FullName, "base", name);
        if (aged != backup)
        {
            Directory.Move(backup, aged);
        }

        return aged;
    }

    private string[] Bases() => [.. Directory.EnumerateDirectories(Path.Combine(_backups.FullName, "base")).Order(StringComparer.Ordinal)];

    private static string FirstWalOf(string backup)
    {
        var label = File.ReadLines(Path.Combine(backup, "backup_label")).First();
        return label[(label.IndexOf("(file ", StringComparison.Ordinal) + 6)..label.IndexOf(')', StringComparison.Ordinal)];
    }

    private Task StreamsAsync() => Eventually.AssertAsync(async () =>
        Assert.Equal(1L, await SqlAsync("SELECT count(*) FROM pg_stat_replication WHERE application_name = 'openclaw_backup' AND state = 'streaming'")));

    /// <summary>All log of now is on the receiver's disk.</summary>
    private async Task ReceivedAsync()
    {
        var now = (string)(await SqlAsync("SELECT pg_current_wal_flush_lsn()::text"))!;
        await Eventually.AssertAsync(async () =>
            Assert.Equal(true, await SqlAsync($"SELECT flush_lsn >= '{now}' FROM pg_stat_replication WHERE application_name = 'openclaw_backup'")));
    }

    private async Task<object?> SqlAsync(string text)
    {
        await using var connection = new NpgsqlConnection(Server.ConnectionString);
        await connection.OpenAsync();
#pragma warning disable CA2100 // Constants of this file.
        await using var command = new NpgsqlCommand(text, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }

    private static ChildProcess Start(string command, params string[] arguments)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var program = Path.Combine(SolutionPaths.Root, "ops", "Backup", "bin", configuration, "net10.0", "openclaw-backup.dll");
        return ChildProcess.Start(new ChildProgram($"backup {command}", "dotnet", [program, command, .. arguments]));
    }

    private static async Task<(int Code, string Output)> RunAsync(string command, params string[] arguments)
    {
        using var process = Start(command, arguments);
        return (await process.ExitCodeAsync(), process.Output);
    }

    private static async Task DoneAsync(string command, params string[] arguments)
    {
        var (code, output) = await RunAsync(command, arguments);
        Assert.True(code == 0, output);
    }
}
