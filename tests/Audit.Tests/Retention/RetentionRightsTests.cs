using System.Globalization;
using Npgsql;

namespace OpenClaw.Audit.Tests.Retention;

public sealed class RetentionRightsTests(AuditSystem system)
{
    private readonly string _tenant = A.Tenant();

    [Theory]
    [InlineData("2021-03-01", 99, "99 archived")]
    [InlineData("now", 0, "must still be kept")]
    public async Task Maintenance_CannotDropWhatIsYoungOrNotArchived(string month, int entries, string reason)
    {
        await system.StoreAsync(A.Intent(_tenant, at: new DateTimeOffset(2021, 3, 1, 0, 0, 0, TimeSpan.Zero)));

        var refused = await Assert.ThrowsAsync<PostgresException>(() => system.ExecuteAsync(
            $"SELECT audit.dispose_month('{month}'::timestamptz::date, 1, ARRAY['{_tenant}'], ARRAY['x'], ARRAY[{entries}]::bigint[], ARRAY['x'])", "audit_maintenance"));

        Assert.Contains(reason, refused.MessageText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("audit_maintenance", "DROP TABLE audit.audit_entries_2026_03")]
    [InlineData("audit_maintenance", "ALTER TABLE audit.audit_entries DETACH PARTITION audit.audit_entries_2026_03")]
    [InlineData("audit_maintenance", "INSERT INTO audit.archives VALUES ('t', 'x', '2020-01-01', 1, 'x')")]
    [InlineData("audit_maintenance", "SELECT * FROM audit.audit_entries")]
    [InlineData("audit_sealer", "SELECT audit.dispose_month('2020-01-01', 365, '{}', '{}', '{}', '{}')")]
    [InlineData("audit_writer", "SELECT audit.dispose_month('2020-01-01', 365, '{}', '{}', '{}', '{}')")]
    [InlineData("audit_reader", "SELECT audit.dispose_month('2020-01-01', 365, '{}', '{}', '{}', '{}')")]
    [InlineData("app", "DELETE FROM audit.archives")]
    public async Task NobodyHasAnotherWay(string role, string sql)
    {
        await system.StoreAsync(A.Intent(_tenant));
        await system.ExecuteAsync($"INSERT INTO audit.archives VALUES ('{_tenant}', 'x', '2020-01-01', 1, 'x')");

        var refused = await Assert.ThrowsAsync<PostgresException>(() => system.ExecuteAsync(sql, role));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task TwoYearsOfMonths_AndBackdatedEntries_AlwaysFindTheirPartition()
    {
        var now = DateTime.UtcNow;
        for (var month = new DateOnly(now.Year, now.Month, 1); month < new DateOnly(now.Year, now.Month, 1).AddMonths(24); month = month.AddMonths(1))
        {
            await system.ExecuteAsync($"SELECT audit.ensure_partition('{month:yyyy-MM-dd}')", "audit_sealer");
            Assert.Equal("r", await system.ExecuteAsync($"SELECT relkind::text FROM pg_class WHERE oid = 'audit.audit_entries_{month:yyyy_MM}'::regclass"));
        }

        foreach (var at in (string[])["2001-01-31T23:59:59.999Z", "2001-02-01T00:00:00Z", "2024-02-29T23:59:59.999Z", "2025-12-31T23:59:59.999Z", "2026-01-01T00:00:00Z"])
        {
            Assert.Equal(1, (await system.StoreAsync(A.Intent(_tenant, at: DateTimeOffset.Parse(at, CultureInfo.InvariantCulture)))).Stored);
        }
    }
}
