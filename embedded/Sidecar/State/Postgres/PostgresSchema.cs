using System.Globalization;
using Npgsql;

namespace OpenClaw.Sidecar.State.Postgres;

/// <summary>Creates and upgrades the tables; many sidecars may start at once.</summary>
internal static class PostgresSchema
{
    public static async Task MigrateAsync(NpgsqlDataSource source, PostgresLayout layout, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // CREATE TABLE IF NOT EXISTS alone fails when two sessions race; the advisory lock ends with the transaction.
        await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock(hashtext('{layout.MetadataTable}/{layout.Table}'))", cancellationToken);
        await ExecuteAsync(connection, layout.CreateMetadata, cancellationToken);
        await using var read = new NpgsqlCommand($"SELECT value FROM {layout.MetadataTable} WHERE key = $1", connection) { Parameters = { new() { Value = layout.MigrationKey } } };
        var level = await read.ExecuteScalarAsync(cancellationToken) is string text ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
        for (; level < layout.Migrations.Count; level++)
        {
            await ExecuteAsync(connection, layout.Migrations[level], cancellationToken);
        }
        await using var write = new NpgsqlCommand(
            $"INSERT INTO {layout.MetadataTable} (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value", connection)
        {
            Parameters = { new() { Value = layout.MigrationKey }, new() { Value = level.ToString(CultureInfo.InvariantCulture) } },
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
