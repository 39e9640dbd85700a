using Npgsql;
using OpenClaw.Contracts;
using OpenClaw.Policy.Features.Classifying;

namespace OpenClaw.Policy.Infrastructure;

/// <summary>Items and their history, one tenant at a time.</summary>
internal sealed class PostgresClassificationStore([FromKeyedServices(DatabaseRegistration.Writer)] NpgsqlDataSource dataSource) : IClassificationStore
{
    public async Task<ItemClassification?> FindAsync(string tenantId, string itemId, CancellationToken cancellationToken) => await TenantTransaction.RunAsync(
        dataSource,
        tenantId,
        connection => TenantTransaction.ReadAsync(
            connection,
            """
            SELECT data_ref, level, assigned_by, original_level, confidence, org_id, override_by, override_reason, assessed_at, row_version
            FROM policy.data_classifications WHERE tenant_id = $1 AND data_ref = $2
            """,
            Item,
            cancellationToken,
            tenantId,
            itemId),
        cancellationToken) is [var item] ? item : null;

    public Task<IReadOnlyList<ClassificationChange>> HistoryAsync(string tenantId, string itemId, CancellationToken cancellationToken) => TenantTransaction.RunAsync(
        dataSource,
        tenantId,
        connection => TenantTransaction.ReadAsync(
            connection,
            """
            SELECT row_version, previous_level, level, assigned_by, changed_by, reason, changed_at
            FROM policy.data_classification_history WHERE tenant_id = $1 AND data_ref = $2 ORDER BY row_version
            """,
            row => new ClassificationChange(
                row.GetInt32(0), LevelOrNull(row, 1), Level(row.GetString(2)), Source(row.GetString(3)), row.GetString(4), row.GetString(5), row.GetFieldValue<DateTimeOffset>(6)),
            cancellationToken,
            tenantId,
            itemId),
        cancellationToken);

    public Task<bool> KeepAsync(string tenantId, ItemClassification item, string changedBy, string reason, CancellationToken cancellationToken) => TenantTransaction.RunAsync(
        dataSource,
        tenantId,
        async connection =>
        {
            // One statement: the history takes the level that this very change replaces.
            var changed = await TenantTransaction.ExecuteAsync(
                connection,
                """
                WITH before AS (SELECT level FROM policy.data_classifications WHERE tenant_id = $1 AND data_ref = $2),
                kept AS (
                    INSERT INTO policy.data_classifications AS known
                        (tenant_id, data_ref, level, assigned_by, original_level, confidence, org_id, override_by, override_reason, assessed_at, row_version)
                    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
                    ON CONFLICT (tenant_id, data_ref) DO UPDATE SET level = excluded.level, assigned_by = excluded.assigned_by,
                        original_level = excluded.original_level, confidence = excluded.confidence, override_by = excluded.override_by,
                        override_reason = excluded.override_reason, assessed_at = excluded.assessed_at, row_version = excluded.row_version
                        WHERE known.row_version = excluded.row_version - 1
                    RETURNING row_version)
                INSERT INTO policy.data_classification_history (tenant_id, data_ref, row_version, previous_level, level, assigned_by, changed_by, reason, changed_at)
                SELECT $1, $2, kept.row_version, (SELECT level FROM before), $3, $4, $12, $13, $10 FROM kept
                """,
                cancellationToken,
                tenantId, item.ItemId, PolicyRows.Word(item.Level), PolicyRows.Word(item.AssignedBy),
                TenantTransaction.Text(item.OriginalLevel is { } original ? PolicyRows.Word(original) : null), (float)item.Confidence, item.OrgId,
                TenantTransaction.Text(item.OverrideBy), TenantTransaction.Text(item.OverrideReason), item.AssessedAt, item.RowVersion, changedBy, reason);
            return changed == 1;
        },
        cancellationToken);

    private static ItemClassification Item(NpgsqlDataReader row) => new(
        row.GetString(0), Level(row.GetString(1)), Source(row.GetString(2)), LevelOrNull(row, 3), row.GetFloat(4), row.GetString(5),
        TenantTransaction.TextOrNull(row, 6), TenantTransaction.TextOrNull(row, 7), row.GetFieldValue<DateTimeOffset>(8), row.GetInt32(9));

    private static Classification Level(string word) => Enum.Parse<Classification>(word, ignoreCase: true);

    private static Classification? LevelOrNull(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : Level(row.GetString(column));

    private static ClassificationSource Source(string word) => Enum.Parse<ClassificationSource>(word.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
}
