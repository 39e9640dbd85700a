using Npgsql;
using NpgsqlTypes;
using OpenClaw.Audit.Features.Denials;

namespace OpenClaw.Audit.Infrastructure;

internal sealed class PostgresDenialStore([FromKeyedServices(DatabaseRegistration.Sealer)] NpgsqlDataSource dataSource) : IDenialStore
{
    private const string Untold = """
        SELECT id, tenant_id, user_id, org_unit, team_id, action, policy_applied FROM audit.audit_entries AS entry
        WHERE outcome = 'denied' AND received_at > $1
            AND NOT EXISTS (SELECT FROM audit.denials_told AS told WHERE told.tenant_id = entry.tenant_id AND told.entry_id = entry.id)
        ORDER BY received_at LIMIT $2
        """;

    private const string Tell = "INSERT INTO audit.denials_told (tenant_id, entry_id) SELECT unnest($1), unnest($2) ON CONFLICT DO NOTHING";
    private const string Forget = "DELETE FROM audit.denials_told WHERE told_at < $1";

    public Task<IReadOnlyList<Denial>> UntoldAsync(DateTimeOffset since, int limit, CancellationToken cancellationToken) => PostgresSealStore.RunAsync(async Task<IReadOnlyList<Denial>> () =>
    {
        await using var command = dataSource.CreateCommand(Untold);
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = since.UtcDateTime });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var denials = new List<Denial>();
        while (await row.ReadAsync(cancellationToken))
        {
            denials.Add(new Denial(
                row.GetGuid(0), row.GetString(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3),
                row.IsDBNull(4) ? null : row.GetString(4), row.GetString(5), row.GetString(6)));
        }

        return denials;
    });

    public Task TellAsync(IReadOnlyList<Denial> denials, DateTimeOffset forget, CancellationToken cancellationToken) => PostgresSealStore.RunAsync(async () =>
    {
        await using var batch = dataSource.CreateBatch();
        var tell = new NpgsqlBatchCommand(Tell);
        tell.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. denials.Select(denial => denial.TenantId)], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        tell.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. denials.Select(denial => denial.Id)], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });
        batch.BatchCommands.Add(tell);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Forget) { Parameters = { new NpgsqlParameter<DateTime> { TypedValue = forget.UtcDateTime } } });
        return await batch.ExecuteNonQueryAsync(cancellationToken);
    });
}
