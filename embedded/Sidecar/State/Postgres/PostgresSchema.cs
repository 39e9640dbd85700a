using System.Globalization;
using Npgsql;

namespace OpenClaw.Sidecar.State.Postgres;

/// <summary>Creates and upgrades the tables; many sidecars may start at once.</summary>
internal static class PostgresSchema
{
    public static async Task MigrateAsync(NpgsqlDataSource source, PostgresSql sql, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // CREATE TABLE IF NOT EXISTS alone fails when two sessions race; the advisory lock ends with the transaction.
        await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock(hashtext('{sql.MetadataTable}/{sql.Table}'))", cancellationToken);
        await ExecuteAsync(connection, sql.CreateMetadata, cancellationToken);
        await using var read = new NpgsqlCommand($"SELECT value FROM {sql.MetadataTable} WHERE key = $1", connection) { Parameters = { new() { Value = sql.MigrationKey } } };
        var level = await read.ExecuteScalarAsync(cancellationToken) is string text ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
        for (; level < sql.Migrations.Count; level++)
        {
            await ExecuteAsync(connection, sql.Migrations[level], cancellationToken);
        }
        await using var write = new NpgsqlCommand(
            $"INSERT INTO {sql.MetadataTable} (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value", connection)
        {
            Parameters = { new() { Value = sql.MigrationKey }, new() { Value = level.ToString(CultureInfo.InvariantCulture) } },
        };
        await write.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string text, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(text, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
