using System.Data;
using System.Net.Sockets;
using Npgsql;
using NpgsqlTypes;
using OpenClaw.Policy.Features.Policies;

namespace OpenClaw.Policy.Infrastructure;

/// <summary>Statements in a transaction that first names its tenant, for the row-level policy; with none named no row is visible.</summary>
internal static class TenantTransaction
{
    public static Task<T> RunAsync<T>(
        NpgsqlDataSource dataSource, string? tenantId, Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken) => GuardAsync(async () =>
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
            if (tenantId is not null)
            {
                await using var name = Command(connection, "SELECT set_config('openclaw.tenant', $1, true)", tenantId);
                await name.ExecuteNonQueryAsync(cancellationToken);
            }

            var result = await work(connection);
            await transaction.CommitAsync(cancellationToken);
            return result;
        });

    public static async Task<IReadOnlyList<T>> ReadAsync<T>(
        NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = Command(connection, sql, values);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    public static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = Command(connection, sql, values);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    public static NpgsqlParameter Json(string value) => new() { Value = value, NpgsqlDbType = NpgsqlDbType.Jsonb };

    public static NpgsqlParameter Time(DateTimeOffset? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    public static string? TextOrNull(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static DateTimeOffset? TimeOrNull(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params object[] values)
    {
#pragma warning disable CA2100 // The text is put together from constants; values travel as parameters.
        var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        foreach (var value in values)
        {
            command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        }

        return command;
    }

    private static async Task<T> GuardAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception exception) when (exception is (NpgsqlException and not PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
            or SocketException or IOException or TimeoutException)
        {
            throw new PolicyStoreUnavailableException($"The policy database cannot be used: {exception.Message}", exception);
        }
    }
}
