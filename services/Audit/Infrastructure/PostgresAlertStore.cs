using Npgsql;
using NpgsqlTypes;
using OpenClaw.Audit.Features;
using OpenClaw.Audit.Features.Alerts;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Infrastructure;

internal sealed class PostgresAlertStore([FromKeyedServices(DatabaseRegistration.Sealer)] NpgsqlDataSource dataSource) : IAlertStore
{
    /// <summary>Word for word the condition of the index (014_alerts.sql), so that it is used.</summary>
    private const string IsAlerting = """
        (outcome = 'denied' OR (outcome = 'success' AND (action IN ('email_send', 'auto-response.send')
            OR (data_classification IN ('confidential', 'restricted') AND (action_type IN ('data_access', 'data_export') OR action IN ('data_access', 'data_export'))))))
        """;

    // Mail leaves the company unless the asker knows that it stays inside, as for policies. Reviewing entries of the log is no
    // access to what they were about; otherwise whoever looks after an alert would cause the next.
    internal const string Untold = $$"""
        SELECT entry.id, entry.tenant_id, entry.user_id, entry.org_unit, entry.team_id, found.rule, found.label
        FROM audit.audit_entries AS entry
        CROSS JOIN LATERAL (VALUES
            ('denied', outcome = 'denied', action || ' (policy ' || policy_applied || ')'),
            ('external_mail', outcome = 'success' AND action = 'email_send' AND action_detail #>> '{additional,external}' IS DISTINCT FROM 'false', action),
            ('auto_responses', outcome = 'success' AND action = 'auto-response.send', action),
            ('confidential_access',
                outcome = 'success' AND data_classification IN ('confidential', 'restricted')
                    AND (action_type IN ('data_access', 'data_export') OR action IN ('data_access', 'data_export'))
                    AND NOT data_accessed @> '[{"purpose": "audit_review"}]',
                action || ' (' || data_classification || ')')) AS found (rule, applies, label)
        WHERE {{IsAlerting}} AND received_at > $1 AND found.applies
            AND NOT EXISTS (SELECT FROM audit.alerts_told AS told WHERE told.tenant_id = entry.tenant_id AND told.entry_id = entry.id AND told.rule = found.rule)
        ORDER BY received_at LIMIT $2
        """;

    internal const string Places = $"""
        SELECT id, row_number() OVER (PARTITION BY (received_at AT TIME ZONE 'UTC')::date ORDER BY received_at, id) FROM audit.audit_entries
        WHERE {IsAlerting} AND received_at >= $3 AND tenant_id = $1 AND user_id = $2 AND outcome = 'success' AND action = 'auto-response.send'
        """;

    private const string Told = """
        SELECT label, count(*) FROM audit.alerts_told
        WHERE tenant_id = $1 AND rule = $2 AND team_id IS NOT DISTINCT FROM $3 AND told_at >= $4 AND label IS NOT NULL
        GROUP BY label ORDER BY max(told_at) DESC, count(*) DESC
        """;

    private const string Tell = """
        INSERT INTO audit.alerts_told (tenant_id, rule, team_id, entry_id, label) SELECT $1, $2, $3, * FROM unnest($4, $5) ON CONFLICT DO NOTHING
        """;

    private const string Forget = "DELETE FROM audit.alerts_told WHERE told_at < $1";

    public Task<IReadOnlyList<Alert>> UntoldAsync(DateTimeOffset since, int limit, CancellationToken cancellationToken) => PostgresSealStore.RunAsync(async Task<IReadOnlyList<Alert>> () =>
    {
        await using var command = dataSource.CreateCommand(Untold);
        command.Parameters.Add(Time(since));
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var alerts = new List<Alert>();
        while (await row.ReadAsync(cancellationToken))
        {
            alerts.Add(new Alert(
                row.GetGuid(0), row.GetString(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3),
                row.IsDBNull(4) ? null : row.GetString(4), Words<AuditAlarmKind>.Parse(row.GetString(5)), row.GetString(6)));
        }

        return alerts;
    });

    public Task<IReadOnlyDictionary<Guid, long>> PlacesAsync(string tenantId, string userId, DateTimeOffset midnight, CancellationToken cancellationToken) =>
        PostgresSealStore.RunAsync(async Task<IReadOnlyDictionary<Guid, long>> () =>
        {
            await using var command = dataSource.CreateCommand(Places);
            command.Parameters.Add(Text(tenantId));
            command.Parameters.Add(Text(userId));
            command.Parameters.Add(Time(midnight));
            await using var row = await command.ExecuteReaderAsync(cancellationToken);
            var places = new Dictionary<Guid, long>();
            while (await row.ReadAsync(cancellationToken))
            {
                places[row.GetGuid(0)] = row.GetInt64(1);
            }

            return places;
        });

    public Task<IReadOnlyList<(string Label, long Count)>> ToldAsync(AlertReaders readers, DateTimeOffset since, CancellationToken cancellationToken) =>
        PostgresSealStore.RunAsync(async Task<IReadOnlyList<(string, long)>> () =>
        {
            await using var command = dataSource.CreateCommand(Told);
            command.Parameters.Add(Text(readers.TenantId));
            command.Parameters.Add(Text(Words<AuditAlarmKind>.Of(readers.Rule)));
            command.Parameters.Add(Text(readers.TeamId));
            command.Parameters.Add(Time(since));
            await using var row = await command.ExecuteReaderAsync(cancellationToken);
            var told = new List<(string, long)>();
            while (await row.ReadAsync(cancellationToken))
            {
                told.Add((row.GetString(0), row.GetInt64(1)));
            }

            return told;
        });

    public Task TellAsync(AlertReaders readers, IReadOnlyList<Alert> seen, IReadOnlyList<Alert> told, DateTimeOffset forget, CancellationToken cancellationToken) => PostgresSealStore.RunAsync(async () =>
    {
        var labels = told.ToDictionary(alert => alert.Id, alert => alert.Label);
        var tell = new NpgsqlBatchCommand(Tell);
        tell.Parameters.Add(Text(readers.TenantId));
        tell.Parameters.Add(Text(Words<AuditAlarmKind>.Of(readers.Rule)));
        tell.Parameters.Add(Text(readers.TeamId));
        tell.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. seen.Select(alert => alert.Id)], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });
        tell.Parameters.Add(new NpgsqlParameter<string?[]> { TypedValue = [.. seen.Select(alert => labels.GetValueOrDefault(alert.Id))], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        await using var batch = dataSource.CreateBatch();
        batch.BatchCommands.Add(tell);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Forget) { Parameters = { Time(forget) } });
        return await batch.ExecuteNonQueryAsync(cancellationToken);
    });

    private static NpgsqlParameter<DateTime> Time(DateTimeOffset time) => new() { TypedValue = time.UtcDateTime };

    private static NpgsqlParameter<string?> Text(string? text) => new() { TypedValue = text, NpgsqlDbType = NpgsqlDbType.Text };
}
