using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OpenClaw.Audit.Features;
using OpenClaw.Audit.Features.Tampering;

namespace OpenClaw.Audit.Infrastructure;

internal sealed class PostgresEvidenceStore([FromKeyedServices(DatabaseRegistration.Sealer)] NpgsqlDataSource dataSource) : IEvidenceStore
{
    private const string All = """
        SELECT evidence.id, evidence.tenant_id, source, kind, finding, first_bad, ranges::text, found_at, note
        FROM audit.evidence LEFT JOIN audit.acknowledgements ON evidence_id = evidence.id ORDER BY found_at
        """;

    private const string Keep = """
        INSERT INTO audit.evidence (id, tenant_id, source, kind, finding, first_bad, ranges, found_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT DO NOTHING
        """;

    private const string Acknowledge = "INSERT INTO audit.acknowledgements (evidence_id, tenant_id, note) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";

    public Task<IReadOnlyList<Evidence>> AllAsync(CancellationToken cancellationToken) => PostgresSealStore.RunAsync(async Task<IReadOnlyList<Evidence>> () =>
    {
        await using var command = dataSource.CreateCommand(All);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<Evidence>();
        while (await row.ReadAsync(cancellationToken))
        {
            var finding = new Finding(Words<EvidenceKind>.Parse(row.GetString(3)), row.GetString(4), row.IsDBNull(5) ? null : row.GetInt64(5))
            {
                Ranges = JsonSerializer.Deserialize<EntryRange[]>(row.GetString(6))!,
            };
            found.Add(new Evidence(row.GetGuid(0), row.GetString(1), row.GetString(2), finding, row.GetFieldValue<DateTimeOffset>(7), row.IsDBNull(8) ? null : row.GetString(8)));
        }

        return found;
    });

    public Task KeepAsync(Evidence evidence, CancellationToken cancellationToken) => PostgresSealStore.RunAsync(async () =>
    {
        await using var command = dataSource.CreateCommand(Keep);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = evidence.Id });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = evidence.TenantId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = evidence.Source });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Words<EvidenceKind>.Of(evidence.Finding.Kind) });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = evidence.Finding.Text });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)evidence.Finding.FirstBad ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = JsonSerializer.Serialize(evidence.Finding.Ranges), NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = evidence.FoundAt.UtcDateTime });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    });

    public Task AcknowledgeAsync(Evidence evidence, string note, CancellationToken cancellationToken) => PostgresSealStore.RunAsync(async () =>
    {
        await using var batch = dataSource.CreateBatch();
        var command = new NpgsqlBatchCommand(Acknowledge);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = evidence.Id });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = evidence.TenantId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = note });
        batch.BatchCommands.Add(command);
        return await batch.ExecuteNonQueryAsync(cancellationToken);
    });
}
