using Npgsql;
using NpgsqlTypes;
using OpenClaw.Audit.Features.Subjects;

namespace OpenClaw.Audit.Infrastructure;

internal sealed class PostgresSubjectStore([FromKeyedServices(DatabaseRegistration.Writer)] NpgsqlDataSource dataSource) : ISubjectStore
{
    private const string Columns = "tenant_id, pseudonym, lookup, wrapped_key, sealed_name";

    // In one order: replicas that meet the same new people would otherwise wait for each other.
    private const string Add = $"""
        INSERT INTO subjects.keys ({Columns})
        SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[], $4::bytea[], $5::bytea[]) AS subject ({Columns}) ORDER BY tenant_id, lookup
        ON CONFLICT (tenant_id, lookup) DO NOTHING
        """;

    private const string Known = $"""
        SELECT {Columns} FROM subjects.keys WHERE (tenant_id, lookup) IN (SELECT * FROM unnest($1::text[], $2::bytea[]))
        """;

    // An hour is far more than any replica can be behind; a longer list would only be forgotten again and again.
    private const string Erased = "SELECT tenant_id, pseudonym FROM subjects.erasures WHERE requested_at > now() - interval '1 hour'";

    public Task<IReadOnlyList<StoredSubject>> AddAsync(IReadOnlyList<StoredSubject> candidates, CancellationToken cancellationToken)
    {
        var insert = new NpgsqlBatchCommand(Add)
        {
            Parameters =
            {
                Column(candidates.Select(one => one.TenantId), NpgsqlDbType.Text), Column(candidates.Select(one => one.Pseudonym), NpgsqlDbType.Text),
                Column(candidates.Select(one => one.Lookup), NpgsqlDbType.Bytea), Column(candidates.Select(one => one.WrappedKey), NpgsqlDbType.Bytea),
                Column(candidates.Select(one => one.SealedName), NpgsqlDbType.Bytea),
            },
        };
        var select = new NpgsqlBatchCommand(Known)
        {
            Parameters = { Column(candidates.Select(one => one.TenantId), NpgsqlDbType.Text), Column(candidates.Select(one => one.Lookup), NpgsqlDbType.Bytea) },
        };
        return ReadAsync([insert, select], cancellationToken);
    }

    public async Task<StoredSubject?> FindAsync(string tenantId, byte[] lookup, CancellationToken cancellationToken)
    {
        var select = new NpgsqlBatchCommand($"SELECT {Columns} FROM subjects.keys WHERE tenant_id = $1 AND lookup = $2")
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = tenantId }, new NpgsqlParameter<byte[]> { TypedValue = lookup } },
        };
        return await ReadAsync([select], cancellationToken) is [var found, ..] ? found : null;
    }

    public Task<IReadOnlyList<StoredSubject>> FindAsync(string tenantId, IReadOnlyCollection<string> pseudonyms, CancellationToken cancellationToken) =>
        ReadAsync(
            [
                new NpgsqlBatchCommand($"SELECT {Columns} FROM subjects.keys WHERE tenant_id = $1 AND pseudonym = ANY ($2)")
                {
                    Parameters = { new NpgsqlParameter<string> { TypedValue = tenantId }, Column(pseudonyms, NpgsqlDbType.Text) },
                },
            ],
            cancellationToken);

    public Task<IReadOnlyList<(string TenantId, string Pseudonym)>> RecentlyErasedAsync(CancellationToken cancellationToken) =>
        PostgresFailures.GuardAsync(async Task<IReadOnlyList<(string, string)>> () =>
        {
            await using var command = dataSource.CreateCommand(Erased);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var erased = new List<(string, string)>();
            while (await reader.ReadAsync(cancellationToken))
            {
                erased.Add((reader.GetString(0), reader.GetString(1)));
            }

            return erased;
        });

    private Task<IReadOnlyList<StoredSubject>> ReadAsync(NpgsqlBatchCommand[] commands, CancellationToken cancellationToken) =>
        PostgresFailures.GuardAsync(async Task<IReadOnlyList<StoredSubject>> () =>
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            await using var batch = new NpgsqlBatch(connection);
            Array.ForEach(commands, batch.BatchCommands.Add);
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            var subjects = new List<StoredSubject>();
            while (await reader.ReadAsync(cancellationToken))
            {
                subjects.Add(new StoredSubject(
                    reader.GetString(0), reader.GetString(1), reader.GetFieldValue<byte[]>(2), reader.GetFieldValue<byte[]>(3), reader.GetFieldValue<byte[]>(4)));
            }

            return subjects;
        });

    private static NpgsqlParameter<T[]> Column<T>(IEnumerable<T> values, NpgsqlDbType type) =>
        new() { TypedValue = [.. values], NpgsqlDbType = NpgsqlDbType.Array | type };
}
