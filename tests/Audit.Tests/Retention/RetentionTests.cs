using System.IO.Compression;
using System.Net;
using OpenClaw.Audit.Features.Query;
using OpenClaw.Audit.Tests.Sealing;
using OpenClaw.Contracts;
using OpenClaw.Testing;
using OpenClaw.Transparency.Archives;

namespace OpenClaw.Audit.Tests.Retention;

public sealed class RetentionTests(AuditSystem system)
{
    private readonly string _tenant = A.Tenant();

    [Fact]
    public async Task OldMonth_BecomesArchivesThatProveThemselves_AndWhatWasGivenOutStaysTrue()
    {
        var (month, other) = (new DateOnly(2019, 7, 1), A.Tenant());
        await using var audit = await AgingAudit.StartAsync(system, (_tenant, "10"), (other, "1"));
        var ids = await audit.StoreAsync(_tenant, month, 600);
        await audit.StoreAsync(other, month, 3);
        await audit.StoreAsync(_tenant, new DateOnly(2026, 3, 1), 5);
        var receipt = await audit.KeepReceiptAsync(_tenant, ids[^1]);
        var keys = await audit.KeyAsync(_tenant);

        // The longest demand of all companies in a month decides: the next month, which only the other company is in, goes first.
        await audit.StoreAsync(other, month.AddMonths(1), 1);
        await audit.GoneAsync(month.AddMonths(1));
        Assert.True(await audit.HasAsync(month));
        audit.Demand(2, (_tenant, "1"), (other, "1"));
        await audit.GoneAsync(month);

        var (code, output) = await audit.VerifyAsync(_tenant, audit.FolderOf(_tenant, month));
        Assert.True(code == 0 && output.Contains("600 entries", StringComparison.Ordinal), output);
        Assert.Equal(0, (await audit.VerifyAsync(other, audit.FolderOf(other, month))).Code);
        Assert.Equal(0, (await Verifier.RunAsync(["receipt", receipt, .. keys])).Code);
        Assert.DoesNotContain("sarah", await TextAsync(audit.FolderOf(_tenant, month)), StringComparison.Ordinal);
        var later = await audit.KeepReceiptAsync(_tenant, ids[300]);
        Assert.Equal(0, (await Verifier.RunAsync(["receipt", later, .. keys])).Code);
        Assert.Equal("sarah", (await audit.ReadAsync<AuditEntry>(A.Person(_tenant, "sarah"), $"/{ids[300]}")).UserId);
        using var foreign = await audit.GetAsync(A.Person(_tenant, "mike"), $"/{ids[300]}/receipt");
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        Assert.Equal(0, await audit.VerifyLogAsync(_tenant));
        await AssertRecordedOnceAsync(audit, _tenant);
        await AssertNotSuspectedAsync(audit);
    }

    [Fact]
    public async Task Archive_ThatWasChangedInAnyPart_IsRefused()
    {
        var month = new DateOnly(2018, 5, 1);
        await using var audit = await AgingAudit.StartAsync(system, (_tenant, "1"));
        var ids = await audit.StoreAsync(_tenant, month, 300);
        await audit.GoneAsync(month);
        var folder = audit.FolderOf(_tenant, month);
        (string File, Func<string, string> Change, string Reason)[] changes =
        [
            (ArchiveFiles.Entries, text => text.Replace(ids[200].ToString(), ids[201].ToString(), StringComparison.Ordinal), "entry "),
            (ArchiveFiles.Entries, text => string.Join('\n', text.Split('\n').Where(line => !line.StartsWith("{\"sequence\":17,", StringComparison.Ordinal))), "it should hold the entries 0-299 and holds 0-16,18-299"),
            (ArchiveFiles.Entries, text => text + "\n", "cannot be read"),
            (ArchiveFiles.Entries, text => text[..(text.Length / 2)], "cannot be read"),
            (ArchiveFiles.Manifest, text => text.Replace("2018-05", "2018-06", StringComparison.Ordinal), "manifest is not signed"),
            (ArchiveFiles.Checkpoint, text => text.Replace(_tenant, A.Tenant(), StringComparison.Ordinal), "checkpoint is not one"),
        ];

        foreach (var (name, change, reason) in changes)
        {
            var file = Path.Combine(folder, name);
            var before = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            await ChangeAsync(file, change);
            var (code, output) = await audit.VerifyAsync(_tenant, folder);
            Assert.True(code == 1 && output.Contains(reason, StringComparison.Ordinal), $"{name}: {code} {output}");
            await File.WriteAllBytesAsync(file, before, TestContext.Current.CancellationToken);
        }

        Assert.Equal(0, (await audit.VerifyAsync(_tenant, folder)).Code);
        File.Delete(Path.Combine(folder, ArchiveFiles.Checkpoint));
        Assert.Equal(2, (await audit.VerifyAsync(_tenant, folder)).Code);
    }

    [Fact]
    public async Task MissingMonth_ThatOnlyARowCallsArchived_IsEvidence()
    {
        await using var audit = await AgingAudit.StartAsync(system, (_tenant, "1"));
        var (old, young) = (new DateOnly(2018, 5, 1), new DateOnly(2026, 3, 1));
        await audit.StoreAsync(_tenant, old, 4);
        await audit.GoneAsync(old);
        await audit.StoreAsync(_tenant, young, 4);
        await Eventually.AssertAsync(async () => Assert.Equal(0L, await audit.ExecuteAsync("SELECT count(*) FROM audit.unsealed")));
        await AssertNotSuspectedAsync(audit);

        await audit.ExecuteAsync("""
            INSERT INTO audit.archives (tenant_id, folder, month, entries, manifest)
            SELECT tenant_id, folder || '.1', '2026-03-01', 4, replace(replace(manifest, 'ranges 0-3', 'ranges 4-9'), '2018-05', '2026-03') FROM audit.archives;
            DROP TABLE audit.audit_entries_2026_03;
            """);

        await Eventually.AssertAsync(async () => Assert.NotEqual(0L, await audit.ExecuteAsync("SELECT count(*) FROM audit.evidence")));
    }

    [Fact]
    public async Task Month_StaysWhereAPolicyAHoldOrADoubtKeepsIt()
    {
        var (years, team, nobody, held) = (A.Tenant(), A.Tenant(), A.Tenant(), A.Tenant());
        await using var audit = await AgingAudit.StartAsync(
            system, (years, "30"), (team, "object.get({\"platform\": 20}, input.team_id, 1)"), (held, "1"), (_tenant, "1"));
        await audit.ExecuteAsync($"INSERT INTO subjects.holds (id, tenant_id, reason, placed_by, placed_at) VALUES (gen_random_uuid(), '{held}', 'case', 'eve', now())");
        (string Tenant, DateOnly Month)[] kept = [(years, new(2018, 1, 1)), (team, new(2018, 2, 1)), (nobody, new(2018, 3, 1)), (held, new(2018, 4, 1))];
        foreach (var (tenant, month) in kept)
        {
            await audit.StoreAsync(tenant, month, 2);
        }

        // The last in the order of a round: when it is gone, the round has passed the others.
        await audit.StoreAsync(_tenant, new DateOnly(2018, 5, 1), 2);
        await audit.GoneAsync(new DateOnly(2018, 5, 1));

        foreach (var (tenant, month) in kept)
        {
            Assert.True(await audit.HasAsync(month), $"{month} of {tenant} is gone");
            Assert.False(Directory.Exists(Path.Combine(audit.Archives.FullName, tenant)));
        }

        await audit.ExecuteAsync("UPDATE subjects.holds SET lifted_at = now()");
        await audit.GoneAsync(new DateOnly(2018, 4, 1));
    }

    [Fact]
    public async Task Month_StaysAsLongAsTheKindOfAnyOfItsEntriesDemands()
    {
        await using var audit = await AgingAudit.StartAsync(system, (_tenant, "2"));
        var (kept, gone) = (new DateOnly(2018, 5, 1), new DateOnly(2018, 6, 1));
        await audit.HoldRetentionAsync(async () =>
        {
            await audit.StoreAsync(_tenant, kept, 2);
            await audit.StoreAsync(A.Intent(_tenant, at: new DateTimeOffset(2018, 5, 20, 0, 0, 0, TimeSpan.Zero)) with { ActionType = AuditActionType.PolicyChange });
            await audit.StoreAsync(_tenant, gone, 2);
        });

        // The later month is the last of a round, so the round has passed the other.
        await audit.GoneAsync(gone);

        Assert.True(await audit.HasAsync(kept), audit.Service.Output);
    }

    [Fact]
    public async Task EntryThatComesAfterItsMonthLeft_IsKept_AndGetsAnArchiveOfItsOwn()
    {
        var month = new DateOnly(2018, 5, 1);
        await using var audit = await AgingAudit.StartAsync(system, (_tenant, "1"));
        await audit.StoreAsync(_tenant, month, 3);
        await audit.GoneAsync(month);

        await audit.StoreAsync(_tenant, month, 2);

        await Eventually.AssertAsync(async () => Assert.Equal(2L, await audit.ExecuteAsync("SELECT count(*) FROM audit.archives")));
        Assert.Equal(0, (await audit.VerifyAsync(_tenant, audit.FolderOf(_tenant, month))).Code);
        Assert.Equal(0, (await audit.VerifyAsync(_tenant, audit.FolderOf(_tenant, month) + ".1")).Code);
        await AssertNotSuspectedAsync(audit);
    }

    private static async Task AssertNotSuspectedAsync(AgingAudit audit)
    {
        Assert.Null(await audit.SelfCheckAsync());
        Assert.Equal(0L, await audit.ExecuteAsync("SELECT count(*) FROM audit.evidence"));
    }

    private static async Task AssertRecordedOnceAsync(AgingAudit audit, string tenant) => await Eventually.AssertAsync(async () =>
    {
        var entries = (await audit.ReadAsync<AuditPage>(A.Auditor(tenant), "?action=audit_month_archive")).Entries;
        Assert.Equal([AuditOutcome.Pending, AuditOutcome.Success], entries.Select(entry => entry.Outcome).Order());
    });

    private static async Task<string> TextAsync(string folder)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(folder, ArchiveFiles.Entries)), CompressionMode.Decompress));
        return await reader.ReadToEndAsync();
    }

    private static async Task ChangeAsync(string file, Func<string, string> change)
    {
        if (Path.GetFileName(file) != ArchiveFiles.Entries)
        {
            await File.WriteAllTextAsync(file, change(await File.ReadAllTextAsync(file)));
            return;
        }

        var text = change(await TextAsync(Path.GetDirectoryName(file)!));
        await using var writer = new StreamWriter(new GZipStream(File.Create(file), CompressionMode.Compress));
        await writer.WriteAsync(text);
    }
}
