using Npgsql;
using OpenClaw.Audit.Features.Proofs;
using OpenClaw.Transparency;

namespace OpenClaw.Audit.Infrastructure;

internal sealed class PostgresLogReader(TenantReader tenants) : ILogReader
{
    // Signature lines follow a note's own, so those of the witnesses are simply appended.
    private const string CheckpointColumns = """
        SELECT size, sealed_at, note || COALESCE((
            SELECT string_agg(line, '' ORDER BY witness) FROM audit.cosignatures AS cosigned
            WHERE cosigned.tenant_id = checkpoints.tenant_id AND cosigned.size = checkpoints.size), '')
        FROM audit.checkpoints WHERE tenant_id = $1
        """;

    // Looks at the first that were co-signed after an entry only: the log may have millions more.
    private const string Witnessed = """
         AND size = (SELECT size FROM (SELECT size FROM audit.cosignatures WHERE tenant_id = $1 AND size > $2 ORDER BY size LIMIT 100) AS first
                     GROUP BY size ORDER BY count(*) DESC, size LIMIT 1)
        """;

    private static readonly string Leaf = $"""
        SELECT sealed.sequence, {EntryColumns.SealedOf("entry")} FROM audit.sealed_entries AS sealed
        JOIN audit.audit_entries AS entry ON entry.tenant_id = sealed.tenant_id AND entry.id = sealed.id AND entry."timestamp" = sealed."timestamp"
        WHERE {SealedRuns.One}
        """;

    private static readonly string Range = $"""
        SELECT sealed.sequence, {EntryColumns.SealedOf("entry")} FROM audit.sealed_entries AS sealed
        JOIN audit.audit_entries AS entry ON entry.tenant_id = sealed.tenant_id AND entry.id = sealed.id AND entry."timestamp" = sealed."timestamp"
        WHERE {SealedRuns.Range}
        ORDER BY sealed.sequence
        """;

    // A second outcome of one intent finds no waiting row, so the list asks whether the intent is really missing.
    private const string Unmatched = """
        SELECT entry_id, intent_id, phase, "timestamp" FROM audit.unmatched AS waiting
        WHERE tenant_id = $1 AND "timestamp" < $2 AND (phase = 'intent' OR NOT EXISTS (
            SELECT FROM audit.entry_ids AS known WHERE known.tenant_id = waiting.tenant_id AND known.id = waiting.intent_id))
        ORDER BY "timestamp" LIMIT $3
        """;

    public async Task<SignedCheckpoint?> CheckpointAsync(string tenantId, long? size, CancellationToken cancellationToken)
    {
        var command = size is null
            ? Command(CheckpointColumns + " ORDER BY size DESC LIMIT 1", tenantId)
            : Command(CheckpointColumns + " AND size = $2", tenantId, new NpgsqlParameter<long> { TypedValue = size.Value });
        return await ListAsync(tenantId, command, CheckpointOf, cancellationToken) is [var checkpoint, ..] ? checkpoint : null;
    }

    public async Task<SignedCheckpoint?> WitnessedCheckpointAsync(string tenantId, long sequence, CancellationToken cancellationToken)
    {
        var command = Command(CheckpointColumns + Witnessed, tenantId, new NpgsqlParameter<long> { TypedValue = sequence });
        return await ListAsync(tenantId, command, CheckpointOf, cancellationToken) is [var checkpoint, ..] ? checkpoint : null;
    }

    public Task<IReadOnlyList<SignedCheckpoint>> CheckpointsAsync(string tenantId, long before, int limit, CancellationToken cancellationToken) =>
        ListAsync(
            tenantId,
            Command(CheckpointColumns + " AND size < $2 ORDER BY size DESC LIMIT $3", tenantId, new NpgsqlParameter<long> { TypedValue = before }, new NpgsqlParameter<int> { TypedValue = limit }),
            CheckpointOf,
            cancellationToken);

    public async Task<LeafEntry?> LeafAsync(string tenantId, Guid id, CancellationToken cancellationToken)
    {
        using var line = new LeafLine();
        var found = await ListAsync(
            tenantId,
            Command(Leaf, tenantId, new NpgsqlParameter<Guid> { TypedValue = id }),
            row => new LeafEntry(row.GetInt64(0), line.Of(row, 1).ToArray()),
            cancellationToken);
        return found is [var leaf, ..] ? leaf : null;
    }

    public async Task<long?> SequenceAsync(string tenantId, Guid id, CancellationToken cancellationToken) => await ListAsync(
        tenantId,
        Command($"SELECT sequence FROM audit.sealed_entries AS sealed WHERE {SealedRuns.One}", tenantId, new NpgsqlParameter<Guid> { TypedValue = id }),
        row => row.GetInt64(0),
        cancellationToken) is [var number, ..] ? number : null;

    public Task LinesAsync(string tenantId, long from, long to, LogLine line, CancellationToken cancellationToken) =>
        tenants.RunAsync(
            tenantId,
            Command(Range, tenantId, new NpgsqlParameter<long> { TypedValue = from }, new NpgsqlParameter<long> { TypedValue = to }),
            async reader =>
            {
                using var lines = new LeafLine();
                while (await reader.ReadAsync(cancellationToken))
                {
                    line(reader.GetInt64(0), lines.Of(reader, 1));
                }

                return true;
            },
            cancellationToken);

    public async Task<ReadOnlyMemory<byte>> TileAsync(string tenantId, TileId tile, CancellationToken cancellationToken)
    {
        var command = Command(
            "SELECT hashes FROM audit.tiles WHERE tenant_id = $1 AND level = $2 AND index = $3",
            tenantId, new NpgsqlParameter<short> { TypedValue = (short)tile.Level }, new NpgsqlParameter<long> { TypedValue = tile.Index });
        return await ListAsync(tenantId, command, row => row.GetFieldValue<byte[]>(0), cancellationToken) is [var hashes, ..] ? hashes : null;
    }

    public Task<IReadOnlyList<byte[]>> KeysAsync(string tenantId, CancellationToken cancellationToken) =>
        ListAsync(tenantId, new NpgsqlBatchCommand("SELECT public_key FROM audit.signing_keys ORDER BY since"), row => row.GetFieldValue<byte[]>(0), cancellationToken);

    public Task<IReadOnlyList<UnmatchedEntry>> UnmatchedAsync(string tenantId, DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        ListAsync(
            tenantId,
            Command(Unmatched, tenantId, new NpgsqlParameter<DateTime> { TypedValue = before.UtcDateTime }, new NpgsqlParameter<int> { TypedValue = limit }),
            row => new UnmatchedEntry(row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetFieldValue<DateTimeOffset>(3)),
            cancellationToken);

    private static SignedCheckpoint CheckpointOf(NpgsqlDataReader row) =>
        new(row.GetInt64(0), row.GetFieldValue<DateTimeOffset>(1), row.GetString(2));

    private static NpgsqlBatchCommand Command(string sql, string tenantId, params NpgsqlParameter[] more)
    {
        var command = new NpgsqlBatchCommand(sql) { Parameters = { new NpgsqlParameter<string> { TypedValue = tenantId } } };
        Array.ForEach(more, parameter => command.Parameters.Add(parameter));
        return command;
    }

    private Task<IReadOnlyList<T>> ListAsync<T>(string tenantId, NpgsqlBatchCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken) =>
        tenants.RunAsync(
            tenantId,
            command,
            async Task<IReadOnlyList<T>> (reader) =>
            {
                var rows = new List<T>();
                while (await reader.ReadAsync(cancellationToken))
                {
                    rows.Add(read(reader));
                }

                return rows;
            },
            cancellationToken);
}
