using Npgsql;
using OpenClaw.Audit.Features.Anchors;
using OpenClaw.Transparency;

namespace OpenClaw.Audit.Infrastructure;

internal sealed class PostgresAnchorSource([FromKeyedServices(DatabaseRegistration.Sealer)] NpgsqlDataSource dataSource) : IAnchorSource
{
    private const string Trees = "SELECT tenant_id, size, note FROM audit.trees LEFT JOIN audit.checkpoints USING (tenant_id, size) WHERE size > 0";

    private static readonly string Leaves = $"""
        SELECT sealed.sequence, {EntryColumns.SealedOf("entry")} FROM audit.sealed_entries AS sealed
        JOIN audit.audit_entries AS entry ON entry.tenant_id = sealed.tenant_id AND entry.id = sealed.id AND entry."timestamp" = sealed."timestamp"
        WHERE {SealedRuns.Range}
        """;

    public async Task<byte[]?[]> LeavesAsync(string tenantId, long from, long to, CancellationToken cancellationToken)
    {
        using var line = new LeafLine();
        var command = new NpgsqlBatchCommand(Leaves)
        {
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = tenantId },
                new NpgsqlParameter<long> { TypedValue = from },
                new NpgsqlParameter<long> { TypedValue = to },
            },
        };
        var leaves = new byte[]?[to - from];
        foreach (var (number, hash) in await ListAsync(command, row => (row.GetInt64(0), MerkleHash.Leaf(line.Of(row, 1))), cancellationToken))
        {
            leaves[number - from] = hash;
        }

        return leaves;
    }

    public Task<IReadOnlyList<TreeState>> TreesAsync(CancellationToken cancellationToken) =>
        ListAsync(new NpgsqlBatchCommand(Trees), row => new TreeState(row.GetString(0), row.GetInt64(1), row.IsDBNull(2) ? null : row.GetString(2)), cancellationToken);

    public Task<IReadOnlyList<byte[]>> KeysAsync(CancellationToken cancellationToken) =>
        ListAsync(new NpgsqlBatchCommand("SELECT public_key FROM audit.signing_keys ORDER BY since"), row => row.GetFieldValue<byte[]>(0), cancellationToken);

    public Task<IReadOnlyList<(string Folder, string Note)>> ArchivedAsync(string tenantId, CancellationToken cancellationToken) => ListAsync(
        new NpgsqlBatchCommand("SELECT folder, manifest FROM audit.archives WHERE tenant_id = $1") { Parameters = { new NpgsqlParameter<string> { TypedValue = tenantId } } },
        row => (row.GetString(0), row.GetString(1)),
        cancellationToken);

    public async Task<ReadOnlyMemory<byte>> TileAsync(string tenantId, TileId tile, CancellationToken cancellationToken)
    {
        var command = new NpgsqlBatchCommand("SELECT hashes FROM audit.tiles WHERE tenant_id = $1 AND level = $2 AND index = $3")
        {
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = tenantId },
                new NpgsqlParameter<short> { TypedValue = (short)tile.Level },
                new NpgsqlParameter<long> { TypedValue = tile.Index },
            },
        };
        return await ListAsync(command, row => row.GetFieldValue<byte[]>(0), cancellationToken) is [var hashes, ..] ? hashes : null;
    }

    private Task<IReadOnlyList<T>> ListAsync<T>(NpgsqlBatchCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken) =>
        PostgresSealStore.RunAsync(async Task<IReadOnlyList<T>> () =>
        {
            await using var batch = dataSource.CreateBatch();
            batch.BatchCommands.Add(command);
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            var rows = new List<T>();
            while (await reader.ReadAsync(cancellationToken))
            {
                rows.Add(read(reader));
            }

            return rows;
        });
}
