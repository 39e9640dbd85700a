using Npgsql;
using NpgsqlTypes;
using OpenClaw.Audit.Features.Sealing;
using OpenClaw.Transparency;

namespace OpenClaw.Audit.Infrastructure;

internal sealed class PostgresSealTransaction(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<UnsealedEntry> entries)
    : ISealTransaction
{
    // Arrays of arrays of different lengths do not exist: a run's are cut out of everybody's.
    private const string Number = """
        INSERT INTO audit.sealed_runs (tenant_id, first_sequence, entries, first_at, last_at, ids, timestamps)
        SELECT tenant_id, first_sequence, until - place, ($6::timestamptz[])[place], ($6::timestamptz[])[until - 1],
            ($5::uuid[])[place:until - 1], ($6::timestamptz[])[place:until - 1]
        FROM unnest($1::text[], $2::bigint[], $3::integer[], $4::integer[]) AS run (tenant_id, first_sequence, place, until)
        """;

    private const string KeepTiles = """
        INSERT INTO audit.tiles (tenant_id, level, index, hashes)
        SELECT * FROM unnest($1::text[], $2::smallint[], $3::bigint[], $4::bytea[])
        ON CONFLICT (tenant_id, level, index) DO UPDATE SET hashes = excluded.hashes
        """;

    private const string KeepTrees = """
        INSERT INTO audit.trees (tenant_id, size, frontier)
        SELECT * FROM unnest($1::text[], $2::bigint[], $3::bytea[])
        ON CONFLICT (tenant_id) DO UPDATE SET size = excluded.size, frontier = excluded.frontier
        """;

    private const string KeepCheckpoints = """
        INSERT INTO audit.checkpoints (tenant_id, size, note)
        SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[])
        """;

    // An intent waits for its outcome and the other way round, because replicas may make them visible in either order.
    private const string Match = """
        WITH incoming AS MATERIALIZED (
            SELECT * FROM unnest($1::text[], $2::uuid[], $3::text[], $4::uuid[], $5::timestamptz[]) AS entry (tenant_id, intent_id, phase, entry_id, "timestamp")
        ), matched AS (
            DELETE FROM audit.unmatched AS waiting USING incoming
            WHERE waiting.tenant_id = incoming.tenant_id AND waiting.intent_id = incoming.intent_id AND waiting.phase <> incoming.phase
            RETURNING waiting.tenant_id, waiting.intent_id
        )
        INSERT INTO audit.unmatched (tenant_id, intent_id, phase, entry_id, "timestamp")
        SELECT incoming.* FROM incoming
        WHERE NOT EXISTS (SELECT FROM matched WHERE matched.tenant_id = incoming.tenant_id AND matched.intent_id = incoming.intent_id)
        ON CONFLICT DO NOTHING
        """;

    public IReadOnlyList<UnsealedEntry> Entries => entries;

    public Task<TenantTree> LoadAsync(string tenantId, CancellationToken cancellationToken) => PostgresSealStore.RunAsync(async () =>
    {
        await using var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands =
            {
                new("SELECT size, frontier FROM audit.trees WHERE tenant_id = $1") { Parameters = { new NpgsqlParameter<string> { TypedValue = tenantId } } },
                new("""
                    SELECT level, hashes FROM audit.trees JOIN audit.tiles USING (tenant_id)
                    WHERE tenant_id = $1 AND octet_length(hashes) < 8192 AND index = (size >> (8 * level)) >> 8
                    """) { Parameters = { new NpgsqlParameter<string> { TypedValue = tenantId } } },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var frontier = await reader.ReadAsync(cancellationToken)
            ? new Frontier(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1))
            : new Frontier();
        await reader.NextResultAsync(cancellationToken);
        var open = new List<(int Level, byte[] Hashes)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            open.Add((reader.GetInt16(0), reader.GetFieldValue<byte[]>(1)));
        }

        return new TenantTree(tenantId, frontier, open);
    });

    public Task CommitAsync(IReadOnlyList<SealedTree> trees, CancellationToken cancellationToken) => PostgresSealStore.RunAsync(async () =>
    {
        var numbered = trees.SelectMany(tree => tree.Entries).ToArray();
        var runs = RunsOf(trees);
        var tiles = trees.SelectMany(tree => tree.Tiles.Select(tile => (tree.TenantId, tile.Key, tile.Value))).ToArray();
        var unmatched = Unmatched();
        await using var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands =
            {
                Command(Number,
                    Text(runs.Select(run => run.TenantId)), Column(runs.Select(run => run.FirstSequence), NpgsqlDbType.Bigint),
                    Column(runs.Select(run => run.Place), NpgsqlDbType.Integer), Column(runs.Select(run => run.Until), NpgsqlDbType.Integer),
                    Column(numbered.Select(entry => entry.Id), NpgsqlDbType.Uuid), Column(numbered.Select(entry => entry.Timestamp), NpgsqlDbType.TimestampTz)),
                Command(KeepTiles,
                    Text(tiles.Select(tile => tile.TenantId)), Column(tiles.Select(tile => (short)tile.Key.Level), NpgsqlDbType.Smallint),
                    Column(tiles.Select(tile => tile.Key.Index), NpgsqlDbType.Bigint), Column(tiles.Select(tile => tile.Value), NpgsqlDbType.Bytea)),
                Command(KeepTrees,
                    Text(trees.Select(tree => tree.TenantId)), Column(trees.Select(tree => tree.Size), NpgsqlDbType.Bigint),
                    Column(trees.Select(tree => tree.Frontier), NpgsqlDbType.Bytea)),
                Command(KeepCheckpoints,
                    Text(trees.Select(tree => tree.TenantId)), Column(trees.Select(tree => tree.Size), NpgsqlDbType.Bigint), Text(trees.Select(tree => tree.Note))),
                Command(Match,
                    Text(unmatched.Select(item => item.TenantId)), Column(unmatched.Select(item => item.IntentId ?? item.Id), NpgsqlDbType.Uuid),
                    Text(unmatched.Select(item => item.IntentId is null ? "intent" : "outcome")), Column(unmatched.Select(item => item.Id), NpgsqlDbType.Uuid),
                    Column(unmatched.Select(item => item.Timestamp), NpgsqlDbType.TimestampTz)),
            },
        };
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    });

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }

    /// <summary>Most pairs arrive together and need no row; the rest, one of a kind per intent.</summary>
    private UnsealedEntry[] Unmatched() =>
        [.. entries.GroupBy(entry => (entry.TenantId, Intent: entry.IntentId ?? entry.Id))
            .Where(pair => pair.All(entry => entry.IntentId is null) || pair.All(entry => entry.IntentId is not null))
            .Select(pair => pair.First())];

    /// <summary>Places, from 1 as the database counts them, are those in the entries of all trees, one after another.</summary>
    private static List<(string TenantId, long FirstSequence, int Place, int Until)> RunsOf(IReadOnlyList<SealedTree> trees)
    {
        var runs = new List<(string TenantId, long FirstSequence, int Place, int Until)>();
        var place = 1;
        foreach (var tree in trees)
        {
            var sequence = tree.FirstSequence;
            foreach (var length in SealedRuns.Cut(tree.Entries))
            {
                runs.Add((tree.TenantId, sequence, place, place + length));
                sequence += length;
                place += length;
            }
        }

        return runs;
    }

    private static NpgsqlBatchCommand Command(string sql, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        Array.ForEach(parameters, parameter => command.Parameters.Add(parameter));
        return command;
    }

    private static NpgsqlParameter<string[]> Text(IEnumerable<string> values) => Column(values, NpgsqlDbType.Text);

    private static NpgsqlParameter<T[]> Column<T>(IEnumerable<T> values, NpgsqlDbType type) =>
        new() { TypedValue = [.. values], NpgsqlDbType = NpgsqlDbType.Array | type };
}
