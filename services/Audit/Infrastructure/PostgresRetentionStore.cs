using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using OpenClaw.Audit.Features.Retention;

namespace OpenClaw.Audit.Infrastructure;

/// <summary>Reads as the sealer, which may read every tenant's entries; lets go as maintenance, which may read none.</summary>
internal sealed class PostgresRetentionStore(
    [FromKeyedServices(DatabaseRegistration.Sealer)] NpgsqlDataSource sealer, [FromKeyedServices(DatabaseRegistration.Maintenance)] NpgsqlDataSource maintenance)
    : IRetentionStore
{
    private const string Prefix = "audit_entries_";
    private const string Months = """
        SELECT child.relname::text FROM pg_inherits JOIN pg_class AS child ON child.oid = inhrelid
        WHERE inhparent = 'audit.audit_entries'::regclass ORDER BY child.relname
        """;

    private const string Sealed = """
        FROM audit.audit_entries AS entry
        JOIN audit.sealed_entries AS sealed ON sealed.tenant_id = entry.tenant_id AND sealed.id = entry.id AND sealed."timestamp" = entry."timestamp"
        WHERE entry."timestamp" >= $1 AND entry."timestamp" < $2 AND entry.tenant_id = $3 AND sealed.last_at >= $1 AND sealed.first_at < $2
        """;

    private static readonly string Entries = $"SELECT sealed.sequence, {EntryColumns.SealedOf("entry")} {Sealed} ORDER BY sealed.sequence";

    public Task<IAsyncDisposable?> TryLockAsync(CancellationToken cancellationToken) => PostgresFailures.GuardAsync(async Task<IAsyncDisposable?> () =>
    {
        // Held by the transaction of a connection of its own; it ends with either.
        var connection = await maintenance.OpenConnectionAsync(cancellationToken);
        var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var turn = new Turn(connection, transaction);
        await using var command = new NpgsqlCommand("SELECT pg_try_advisory_xact_lock(hashtext('audit.retention'))", connection, transaction);
        if (await command.ExecuteScalarAsync(cancellationToken) is true)
        {
            return turn;
        }

        await turn.DisposeAsync();
        return null;
    });

    public Task<IReadOnlyList<DateOnly>> MonthsAsync(CancellationToken cancellationToken) =>
        ListAsync(maintenance, Months, row => DateOnly.ParseExact(row.GetString(0)[Prefix.Length..], "yyyy_MM", CultureInfo.InvariantCulture), cancellationToken);

    public Task<IReadOnlyList<MonthScope>> ScopesAsync(DateOnly month, CancellationToken cancellationToken) => ListAsync(
        sealer,
        "SELECT DISTINCT tenant_id, org_unit, team_id, user_id, action_type FROM audit.audit_entries WHERE \"timestamp\" >= $1 AND \"timestamp\" < $2",
        row => new MonthScope(row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), row.GetString(3), row.GetString(4)),
        cancellationToken,
        Start(month),
        Start(month.AddMonths(1)));

    public async Task<bool> IsHeldAsync(IReadOnlyCollection<string> tenants, CancellationToken cancellationToken) => (await ListAsync(
        maintenance,
        "SELECT EXISTS (SELECT FROM subjects.holds WHERE lifted_at IS NULL AND tenant_id = ANY ($1))",
        row => row.GetBoolean(0),
        cancellationToken,
        Column(tenants, NpgsqlDbType.Text)))[0];

    public async Task<long> CountAsync(string tenantId, DateOnly month, CancellationToken cancellationToken) => (await ListAsync(
        sealer, $"SELECT count(*) {Sealed}", row => row.GetInt64(0), cancellationToken, Start(month), Start(month.AddMonths(1)), Text(tenantId)))[0];

    public Task ReadAsync(string tenantId, DateOnly month, ArchivedEntry entry, CancellationToken cancellationToken) => PostgresFailures.GuardAsync(async () =>
    {
        await using var command = Command(sealer, Entries, [Start(month), Start(month.AddMonths(1)), Text(tenantId)]);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        using var line = new LeafLine();
        while (await reader.ReadAsync(cancellationToken))
        {
            await entry(reader.GetInt64(0), line.Written(reader, 1));
        }

        return true;
    });

    public Task<IReadOnlyList<MonthArchive>> ArchivesAsync(DateTimeOffset since, CancellationToken cancellationToken) => ListAsync(
        maintenance,
        "SELECT tenant_id, month, folder, manifest, entries FROM audit.archives WHERE archived_at >= $1 ORDER BY archived_at",
        row => new MonthArchive(row.GetString(0), row.GetFieldValue<DateOnly>(1), row.GetString(2), row.GetString(3), row.GetInt64(4)),
        cancellationToken,
        new NpgsqlParameter<DateTime> { TypedValue = since.UtcDateTime });

    public async Task<int> CountArchivesAsync(string tenantId, DateOnly month, CancellationToken cancellationToken) => (await ListAsync(
        maintenance,
        "SELECT count(*)::integer FROM audit.archives WHERE tenant_id = $1 AND month = $2",
        row => row.GetInt32(0),
        cancellationToken,
        Text(tenantId),
        new NpgsqlParameter<DateOnly> { TypedValue = month }))[0];

    public Task DisposeAsync(DateOnly month, int keepDays, IReadOnlyList<MonthArchive> archives, CancellationToken cancellationToken) => PostgresFailures.GuardAsync(async () =>
    {
        await using var command = Command(
            maintenance,
            "SELECT audit.dispose_month($1, $2, $3, $4, $5, $6)",
            [
                new NpgsqlParameter<DateOnly> { TypedValue = month },
                new NpgsqlParameter<int> { TypedValue = keepDays },
                Column(archives.Select(archive => archive.TenantId), NpgsqlDbType.Text),
                Column(archives.Select(archive => archive.Folder), NpgsqlDbType.Text),
                Column(archives.Select(archive => archive.Entries), NpgsqlDbType.Bigint),
                Column(archives.Select(archive => archive.Manifest), NpgsqlDbType.Text),
            ]);
        try
        {
            return await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.InvalidParameterValue or PostgresErrorCodes.LockNotAvailable)
        {
            throw new MonthKeptException(exception.MessageText, exception);
        }
    });

    private static NpgsqlParameter<DateTime> Start(DateOnly month) => new() { TypedValue = month.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc) };

    private static NpgsqlParameter<string> Text(string value) => new() { TypedValue = value };

    private static NpgsqlParameter<T[]> Column<T>(IEnumerable<T> values, NpgsqlDbType type) => new() { TypedValue = [.. values], NpgsqlDbType = NpgsqlDbType.Array | type };

    /// <summary>A month is read as long as it takes.</summary>
    private static NpgsqlCommand Command(NpgsqlDataSource dataSource, string sql, NpgsqlParameter[] parameters)
    {
        var command = dataSource.CreateCommand(sql);
        command.CommandTimeout = 0;
        command.Parameters.AddRange(parameters);
        return command;
    }

    private static Task<IReadOnlyList<T>> ListAsync<T>(
        NpgsqlDataSource dataSource, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params NpgsqlParameter[] parameters) =>
        PostgresFailures.GuardAsync(async Task<IReadOnlyList<T>> () =>
        {
            await using var command = Command(dataSource, sql, parameters);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var rows = new List<T>();
            while (await reader.ReadAsync(cancellationToken))
            {
                rows.Add(read(reader));
            }

            return rows;
        });

    private sealed class Turn(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }
    }
}
