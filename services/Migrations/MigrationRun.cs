using Npgsql;

namespace OpenClaw.Migrations;

/// <summary>
/// Applies what is missing, in order, each script in a transaction with its record. An advisory lock lets several
/// runs start at once; a script that changed after it was applied stops the run, because nobody knows what ran.
/// </summary>
internal sealed class MigrationRun(string connectionString, IReadOnlyList<MigrationScript> scripts)
{
    private const long LockKey = 0x6F70656E636C6177;

    private int _applied;

    /// <returns>How many scripts were applied now.</returns>
    public async Task<int> ApplyAsync(CancellationToken cancellationToken)
    {
        await SharedRoles.RepeatAsync(() => ApplyMissingAsync(cancellationToken), cancellationToken);
        return _applied;
    }

    private async Task ApplyMissingAsync(CancellationToken cancellationToken)
    {
        await using var dataSource = NpgsqlDataSource.Create(connectionString);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock({LockKey})", cancellationToken);
        await ExecuteAsync(
            connection,
            """
            CREATE SCHEMA IF NOT EXISTS migrations;
            REVOKE ALL ON SCHEMA migrations FROM PUBLIC;
            CREATE TABLE IF NOT EXISTS migrations.applied (
                number integer PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now());
            """,
            cancellationToken);
        var known = await ReadAppliedAsync(connection, cancellationToken);
        foreach (var script in Missing(known))
        {
            await ApplyAsync(connection, script, cancellationToken);
            _applied++;
        }
    }

    private List<MigrationScript> Missing(Dictionary<int, string> known)
    {
        foreach (var script in scripts)
        {
            if (known.TryGetValue(script.Number, out var checksum) && checksum != script.Checksum)
            {
                throw new MigrationException($"{script.Name} was changed after it had been applied. Add a new migration instead.");
            }
        }

        var newest = known.Keys.DefaultIfEmpty(0).Max();
        if (newest > scripts[^1].Number)
        {
            throw new MigrationException($"The database is at {newest}, newer than this program's {scripts[^1].Number}.");
        }

        var missing = scripts.Where(script => !known.ContainsKey(script.Number)).ToList();
        return missing.Find(script => script.Number < newest) is { } late
            ? throw new MigrationException($"{late.Name} comes before {newest}, which is already applied.")
            : missing;
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, MigrationScript script, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        try
        {
            await ExecuteAsync(connection, script.Sql, cancellationToken);
        }
        catch (PostgresException exception) when (!SharedRoles.Met(exception))
        {
            throw new MigrationException($"{script.Name}: {exception.MessageText} (at character {exception.Position})");
        }

        // The script may have taken another role, which must not own the record.
        await using var record = new NpgsqlCommand(
            "RESET ROLE; INSERT INTO migrations.applied (number, name, checksum) VALUES (@number, @name, @checksum)", connection)
        {
            Parameters = { new("number", script.Number), new("name", script.Name), new("checksum", script.Checksum) },
        };
        await record.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task<Dictionary<int, string>> ReadAppliedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT number, checksum FROM migrations.applied", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var known = new Dictionary<int, string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            known.Add(reader.GetInt32(0), reader.GetString(1));
        }

        return known;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // The text is a constant or an embedded script.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
