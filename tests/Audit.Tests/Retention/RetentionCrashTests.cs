using Npgsql;
using OpenClaw.Audit.Features.Query;
using OpenClaw.Contracts;
using OpenClaw.Testing;
using OpenClaw.Transparency.Archives;

namespace OpenClaw.Audit.Tests.Retention;

/// <summary>
/// The service is killed at each step from a month in the database to a month in an archive, held there by a lock of ours.
/// Whoever comes next finishes: nothing is lost, nothing is archived twice, and the log tells of it once.
/// </summary>
public sealed class RetentionCrashTests(AuditSystem system)
{
    private readonly string _tenant = A.Tenant();

    /// <summary>With what is waited for, whether the archive is finished by then, and whether the month is gone.</summary>
    private static readonly (string Step, DateOnly Month, string Lock, string Waiting, (bool, bool) State)[] Steps =
    [
        ("writing", new(2017, 1, 1), "LOCK TABLE audit.tiles IN ACCESS EXCLUSIVE MODE", "query LIKE '%audit.tiles%'", (false, false)),
        ("intent", new(2017, 2, 1), "SELECT pg_advisory_xact_lock(1)", "wait_event = 'advisory'", (true, false)),
        ("drop", new(2017, 3, 1), "LOCK TABLE audit.archives IN SHARE MODE", "query LIKE '%dispose_month%'", (true, false)),
        ("outcome", new(2017, 4, 1), "SELECT pg_advisory_xact_lock(2)", "wait_event = 'advisory'", (true, true)),
    ];

    [Fact]
    public async Task Kill_AtAnyStep_LosesNothing_AndRepeatsNothing()
    {
        await using var audit = await AgingAudit.StartAsync(system, (_tenant, "1"));
        await audit.ExecuteAsync("""
            CREATE FUNCTION public.hold() RETURNS trigger LANGUAGE plpgsql AS $hold$
            BEGIN
                PERFORM pg_advisory_xact_lock(CASE NEW.all_phase[1] WHEN 'intent' THEN 1 ELSE 2 END);
                RETURN NEW;
            END $hold$;
            CREATE TRIGGER hold BEFORE INSERT ON audit.unsealed FOR EACH ROW WHEN ('audit_month_archive' = ANY (NEW.all_action)) EXECUTE FUNCTION public.hold();
            GRANT USAGE ON SCHEMA public TO PUBLIC;
            """);
        foreach (var (step, month, holding, waiting, state) in Steps)
        {
            await audit.StoreAsync(_tenant, new DateOnly(2026, 3, 1), 1);
            await KilledAsync(audit, step, month, holding, waiting, state);

            await audit.GoneAsync(month);
            var (code, output) = await audit.VerifyAsync(_tenant, audit.FolderOf(_tenant, month));
            Assert.True(code == 0 && output.Contains("300 entries", StringComparison.Ordinal), $"{step}: {output}");
        }

        await Eventually.AssertAsync(async () =>
        {
            var entries = (await audit.ReadAsync<AuditPage>(A.Auditor(_tenant), "?action=audit_month_archive")).Entries;
            Assert.Equal((4, 4, 8), (entries.Count(entry => entry.Outcome == AuditOutcome.Pending), entries.Count(entry => entry.Outcome == AuditOutcome.Success), entries.Count));
        });
        Assert.Equal(4L, await audit.ExecuteAsync("SELECT count(*) FROM audit.archives"));
        Assert.Equal(Steps.Length, Directory.GetDirectories(Path.Combine(audit.Archives.FullName, _tenant)).Length);
        Assert.Null(await audit.SelfCheckAsync());
    }

    private async Task KilledAsync(AgingAudit audit, string step, DateOnly month, string holding, string waiting, (bool IsFinished, bool IsGone) state)
    {
        await using var connection = await audit.ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);

        // The entries have to be sealed before they can be held, and not be archived before they are held.
        await audit.HoldRetentionAsync(async () =>
        {
            await audit.StoreAsync(_tenant, month, 300);
            await Eventually.AssertAsync(async () => Assert.Equal(0L, await audit.ExecuteAsync("SELECT count(*) FROM audit.unsealed")));
            await using var hold = new NpgsqlCommand(holding, connection, transaction);
            await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        });
        await Eventually.AssertAsync(async () =>
        {
            Assert.True(await audit.ExecuteAsync($"SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND {waiting})") is true, $"{step} is not reached");
            Assert.True(Directory.Exists(audit.FolderOf(_tenant, month)), $"{step} has no archive");
            Assert.Equal(state, (File.Exists(Path.Combine(audit.FolderOf(_tenant, month), ArchiveFiles.Manifest)), !await audit.HasAsync(month)));
        });

        await audit.Service.KillAsync();
        await transaction.RollbackAsync(TestContext.Current.CancellationToken);
        await audit.Service.KillAndRestartAsync(TestContext.Current.CancellationToken);
    }
}
