using System.Text.Json.Nodes;
using Npgsql;
using NpgsqlTypes;
using OpenClaw.Audit.Features.Subjects;

namespace OpenClaw.Audit.Infrastructure;

internal sealed class PostgresErasureStore([FromKeyedServices(DatabaseRegistration.Maintenance)] NpgsqlDataSource dataSource) : IErasureStore
{
    private const string Columns = "id, tenant_id, pseudonym, person, requested_at, attempts, done, completed_at";
    private const string HoldColumns = "id, tenant_id, lookup, person, reason, placed_by, placed_at, lifted_at";

    // One statement is one transaction: the key is gone exactly when somebody is bound to do the rest.
    private const string Begin = """
        WITH allowed AS (
            SELECT 1 AS yes WHERE NOT EXISTS (SELECT FROM subjects.holds WHERE tenant_id = $2 AND lifted_at IS NULL AND (lookup IS NULL OR lookup = $4))
        ), destroyed AS (
            DELETE FROM subjects.keys USING allowed WHERE tenant_id = $2 AND lookup = $4
        )
        INSERT INTO subjects.erasures (id, tenant_id, pseudonym, person, requested_at) SELECT $1, $2, $3, $5, $6 FROM allowed
        """;

    private const string Take = $"""
        UPDATE subjects.erasures SET next_try = now() + $2, attempts = attempts + 1
        WHERE id = (SELECT id FROM subjects.erasures WHERE completed_at IS NULL AND (id = $1 OR ($1 IS NULL AND next_try <= now()))
                    ORDER BY next_try LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING {Columns}
        """;

    public async Task<bool> BeginAsync(NewErasure erasure, CancellationToken cancellationToken) => await ExecuteAsync(
        Begin, cancellationToken, Uuid(erasure.Id), Text(erasure.TenantId), Text(erasure.Pseudonym), Bytes(erasure.Lookup), Bytes(erasure.Person), Time(erasure.RequestedAt)) > 0;

    public async Task<Erasure?> TakeAsync(Guid? id, TimeSpan lease, CancellationToken cancellationToken) =>
        await ReadAsync(Take, ErasureOf, cancellationToken, Uuid(id), new NpgsqlParameter<TimeSpan> { TypedValue = lease }) is [var taken, ..] ? taken : null;

    public Task MarkAsync(Guid id, string service, JsonObject counts, CancellationToken cancellationToken) => ExecuteAsync(
        "UPDATE subjects.erasures SET done = done || jsonb_build_object($2, $3) WHERE id = $1",
        cancellationToken, Uuid(id), Text(service), new NpgsqlParameter<string> { TypedValue = counts.ToJsonString(), NpgsqlDbType = NpgsqlDbType.Jsonb });

    public Task CompleteAsync(Guid id, DateTimeOffset at, CancellationToken cancellationToken) => ExecuteAsync(
        "UPDATE subjects.erasures SET completed_at = $2, person = NULL WHERE id = $1 AND completed_at IS NULL", cancellationToken, Uuid(id), Time(at));

    public Task PostponeAsync(Guid id, TimeSpan pause, CancellationToken cancellationToken) => ExecuteAsync(
        "UPDATE subjects.erasures SET next_try = now() + $2 WHERE id = $1", cancellationToken, Uuid(id), new NpgsqlParameter<TimeSpan> { TypedValue = pause });

    public async Task<Erasure?> FindAsync(string tenantId, Guid id, CancellationToken cancellationToken) =>
        await ReadAsync($"SELECT {Columns} FROM subjects.erasures WHERE tenant_id = $1 AND id = $2", ErasureOf, cancellationToken, Text(tenantId), Uuid(id)) is [var found, ..] ? found : null;

    public Task PlaceAsync(LegalHold hold, CancellationToken cancellationToken) => ExecuteAsync(
        "INSERT INTO subjects.holds (id, tenant_id, lookup, person, reason, placed_by, placed_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        cancellationToken, Uuid(hold.Id), Text(hold.TenantId), Bytes(hold.Lookup), Bytes(hold.Person), Text(hold.Reason), Text(hold.PlacedBy), Time(hold.PlacedAt));

    public async Task<bool> LiftAsync(string tenantId, Guid id, DateTimeOffset at, CancellationToken cancellationToken) => await ExecuteAsync(
        "UPDATE subjects.holds SET lifted_at = $3 WHERE tenant_id = $1 AND id = $2 AND lifted_at IS NULL", cancellationToken, Text(tenantId), Uuid(id), Time(at)) > 0;

    public Task<IReadOnlyList<LegalHold>> HoldsAsync(string tenantId, CancellationToken cancellationToken) => ReadAsync(
        $"SELECT {HoldColumns} FROM subjects.holds WHERE tenant_id = $1 ORDER BY placed_at DESC LIMIT 1000",
        row => new LegalHold(
            row.GetGuid(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetFieldValue<byte[]>(2), row.IsDBNull(3) ? null : row.GetFieldValue<byte[]>(3),
            row.GetString(4), row.GetString(5), row.GetFieldValue<DateTimeOffset>(6), row.IsDBNull(7) ? null : row.GetFieldValue<DateTimeOffset>(7)),
        cancellationToken,
        Text(tenantId));

    private static Erasure ErasureOf(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetFieldValue<byte[]>(3), row.GetFieldValue<DateTimeOffset>(4), row.GetInt32(5),
        JsonNode.Parse(row.GetString(6))!.AsObject(), row.IsDBNull(7) ? null : row.GetFieldValue<DateTimeOffset>(7));

    private Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters) => PostgresFailures.GuardAsync(async () =>
    {
        await using var command = Command(sql, parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    });

    private Task<IReadOnlyList<T>> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params NpgsqlParameter[] parameters) =>
        PostgresFailures.GuardAsync(async Task<IReadOnlyList<T>> () =>
        {
            await using var command = Command(sql, parameters);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var rows = new List<T>();
            while (await reader.ReadAsync(cancellationToken))
            {
                rows.Add(read(reader));
            }

            return rows;
        });

    private NpgsqlCommand Command(string sql, NpgsqlParameter[] parameters)
    {
        var command = dataSource.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        return command;
    }

    private static NpgsqlParameter<string> Text(string value) => new() { TypedValue = value };

    private static NpgsqlParameter<DateTime> Time(DateTimeOffset value) => new() { TypedValue = value.UtcDateTime };

    private static NpgsqlParameter Uuid(Guid? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid };

    private static NpgsqlParameter Bytes(byte[]? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bytea };
}
