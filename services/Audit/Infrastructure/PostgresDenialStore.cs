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

    private const string Told = """
        SELECT action, policy_applied, count(*) FROM audit.denials_told
        WHERE tenant_id = $1 AND told_at >= $2 AND action IS NOT NULL
        GROUP BY action, policy_applied ORDER BY max(told_at) DESC, count(*) DESC
        """;

    private const string Tell = """
        INSERT INTO audit.denials_told (tenant_id, entry_id, action, policy_applied) SELECT * FROM unnest($1, $2, $3, $4) ON CONFLICT DO NOTHING
        """;

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
                row.IsDBNull(4) ? null : row.GetString(4), new DenialKind(row.GetString(5), row.GetString(6))));
        }

        return denials;
    });

    public Task<IReadOnlyList<(DenialKind Kind, long Count)>> ToldAsync(string tenantId, DateTimeOffset since, CancellationToken cancellationToken) =>
        PostgresSealStore.RunAsync(async Task<IReadOnlyList<(DenialKind, long)>> () =>
        {
            await using var command = dataSource.CreateCommand(Told);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenantId });
            command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = since.UtcDateTime });
            await using var row = await command.ExecuteReaderAsync(cancellationToken);
            var told = new List<(DenialKind, long)>();
            while (await row.ReadAsync(cancellationToken))
            {
                told.Add((new DenialKind(row.GetString(0), row.GetString(1)), row.GetInt64(2)));
            }

            return told;
        });

    public Task TellAsync(IReadOnlyList<Denial> denials, IReadOnlySet<Guid> wanted, DateTimeOffset forget, CancellationToken cancellationToken) => PostgresSealStore.RunAsync(async () =>
    {
        await using var batch = dataSource.CreateBatch();
        var kinds = denials.Select(denial => wanted.Contains(denial.Id) ? denial.Kind : null).ToArray();
        var tell = new NpgsqlBatchCommand(Tell);
        tell.Parameters.Add(Texts([.. denials.Select(denial => denial.TenantId)]));
        tell.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. denials.Select(denial => denial.Id)], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });
        tell.Parameters.Add(Texts([.. kinds.Select(kind => kind?.Action)]));
        tell.Parameters.Add(Texts([.. kinds.Select(kind => kind?.PolicyApplied)]));
        batch.BatchCommands.Add(tell);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Forget) { Parameters = { new NpgsqlParameter<DateTime> { TypedValue = forget.UtcDateTime } } });
        return await batch.ExecuteNonQueryAsync(cancellationToken);
    });

    private static NpgsqlParameter<string?[]> Texts(string?[] texts) => new() { TypedValue = texts, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
}
