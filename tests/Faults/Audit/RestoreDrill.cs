using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Npgsql;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.Testing;
using OpenClaw.Testing.Audit;

namespace OpenClaw.Faults.Audit;

/// <summary>
/// The restore drill: a base backup and the write-ahead log are taken while two producers record, the database is killed and
/// its disk lost, and it is restored from the backup. Tells how many acknowledged entries are gone (RPO), after how many
/// seconds the audit service stores and answers again (RTO), and whether everything still proves itself against a checkpoint
/// from before. Arguments: [--seconds n] [--rate entries-per-second] [--synchronous true|false].
/// </summary>
internal static class RestoreDrill
{
    public const string Command = "restore-drill";
    private static readonly Caller Auditor = new(AuditProducer.Tenant, "aud", [Roles.Auditor], null, null, "aud");

    public static async Task<int> RunAsync(string[] args)
    {
        var (seconds, rate, isSynchronous) = (10, 500, true);
        for (var index = 0; index + 1 < args.Length; index += 2)
        {
            var value = args[index + 1];
            (seconds, rate, isSynchronous) = args[index] switch
            {
                "--seconds" => (int.Parse(value, CultureInfo.InvariantCulture), rate, isSynchronous),
                "--rate" => (seconds, int.Parse(value, CultureInfo.InvariantCulture), isSynchronous),
                "--synchronous" => (seconds, rate, bool.Parse(value)),
                var other => throw new ArgumentException($"Unknown switch {other}."),
            };
        }

        var backups = Directory.CreateTempSubdirectory("audit-backups-");
        await using var party = await AuditParty.StartAsync();
        try
        {
            return await DrillAsync(party, backups.FullName, TimeSpan.FromSeconds(seconds), rate, isSynchronous) ? 0 : 1;
        }
        finally
        {
            backups.Delete(recursive: true);
        }
    }

    private static async Task<bool> DrillAsync(AuditParty party, string backups, TimeSpan duration, int rate, bool isSynchronous)
    {
        var connection = $"host=127.0.0.1 port={party.Database.Server.Port.ToString(CultureInfo.InvariantCulture)} user=app dbname=postgres";
        using var receiver = Start("wal", "--connection", connection, "--folder", backups);
        await SqlAsync(party, "SELECT 1 / count(*) FROM pg_stat_replication WHERE application_name = 'openclaw_backup' AND state = 'streaming'");
        if (isSynchronous)
        {
            await SqlAsync(party, "ALTER SYSTEM SET synchronous_standby_names = 'openclaw_backup'");
            await SqlAsync(party, "SELECT pg_reload_conf()");
        }

        party.StartProducers(rate);
        await AcknowledgedAsync(party, 200);
        var backupTook = Stopwatch.StartNew();
        await DoAsync("backup", "--connection", connection, "--folder", backups);
        backupTook.Stop();
        var atBackup = party.Read().Acknowledged;
        await Task.Delay(duration);
        await AcknowledgedAsync(party, atBackup + 200);
        var anchored = await CheckpointAsync(party);

        // A disk is lost at once, with whatever was on its way.
        var rto = Stopwatch.StartNew();
        await party.Database.Server.LoseDiskAsync(data => DoAsync("restore", "--folder", backups, "--data", data));
        var started = rto.Elapsed;
        NpgsqlConnection.ClearAllPools();
        await Eventually.AssertAsync(() => StoresAndAnswersAsync(party));
        rto.Stop();
        await AcknowledgedAsync(party, party.Read().Acknowledged + 200);
        await party.StopProducersAsync();

        var log = await LogState.ReadAsync(party, party.Read());
        var verified = await VerifyAsync(party, anchored);
        Console.WriteLine("| archive | acknowledged | base backup took | acknowledged entries lost (RPO) | server started | service stores and answers (RTO) | gaps, doubles | verifier over all | verifier against the checkpoint from before |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {(isSynchronous ? "synchronous" : "asynchronous")} | {party.Read().Acknowledged} | {backupTook.Elapsed.TotalSeconds:0.0} s | {log.Lost} | {started.TotalSeconds:0.0} s | {rto.Elapsed.TotalSeconds:0.0} s | {log.Faulty} | exit code {log.VerifierCode} | exit code {verified} |"));
        var holds = log is { Faulty: 0, VerifierCode: 0 } && verified == 0 && (log.Lost == 0 || !isSynchronous);
        Console.WriteLine($"{(holds ? 1 : 0)} passed, {(holds ? 0 : 1)} failed");
        return holds;
    }

    private static Task AcknowledgedAsync(AuditParty party, int entries) =>
        Eventually.True(() => party.Read().Acknowledged >= entries, TimeSpan.FromMinutes(2), $"{entries} entries are acknowledged", () => party.Output);

    private static async Task StoresAndAnswersAsync(AuditParty party)
    {
        // Reading other people's entries is itself recorded before it is answered, so an answer shows both.
        using var question = party.Identity.AsPerson(Auditor, HttpMethod.Get, "/api/v1/audit?limit=1");
        using var answer = await party.Service.Client.SendAsync(question);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<string> CheckpointAsync(AuditParty party)
    {
        using var request = party.Identity.AsPerson(Auditor, HttpMethod.Get, "/api/v1/audit/checkpoint");
        using var answer = await party.Service.Client.SendAsync(request);
        var file = Path.Combine(party.Folder, "checkpoint-before");
        await File.WriteAllTextAsync(file, await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
        return file;
    }

    /// <summary>The exit code of the offline verifier: whether the log restored appends to what an anchor kept before.</summary>
    private static async Task<int> VerifyAsync(AuditParty party, string checkpoint)
    {
        using var keysRequest = party.Identity.AsPerson(Auditor, HttpMethod.Get, "/api/v1/audit/keys");
        using var keys = await party.Service.Client.SendAsync(keysRequest);
        var key = (string)(await keys.Content.ReadFromJsonAsync<JsonObject>())!["keys"]![0]!;
        using var verifier = ChildProcess.Start(new ChildProgram("verifier", "dotnet",
            [BuiltPrograms.Of("ops/Verify", "openclaw-verify.dll"), "log", Path.Combine(party.Folder, "log.ndjson"), "--checkpoint", checkpoint, "--key", key]));
        return await verifier.ExitCodeAsync();
    }

    private static async Task SqlAsync(AuditParty party, string text) => await Eventually.AssertAsync(async () =>
    {
        await using var sql = NpgsqlDataSource.Create(party.Database.ConnectionString);
#pragma warning disable CA2100 // Constants of this file.
        await using var command = sql.CreateCommand(text);
#pragma warning restore CA2100
        await command.ExecuteScalarAsync();
    });

    private static ChildProcess Start(string command, params string[] arguments) =>
        ChildProcess.Start(new ChildProgram($"backup {command}", "dotnet", [BuiltPrograms.Of("ops/Backup", "openclaw-backup.dll"), command, .. arguments]));

    private static async Task DoAsync(string command, params string[] arguments)
    {
        using var process = Start(command, arguments);
        if (await process.ExitCodeAsync() is var code and not 0)
        {
            throw new InvalidOperationException($"{command} ended with {code.ToString(CultureInfo.InvariantCulture)}: {process.Output}");
        }
    }
}
