using Npgsql;

namespace OpenClaw.Sidecar.State.Postgres;

/// <summary>How a version of <c>state.postgresql</c> lays its rows, and the statements that follow from it.</summary>
internal abstract class PostgresLayout(string table, string metadataTable)
{
    public string Table { get; } = table;

    public string MetadataTable { get; } = metadataTable;

    /// <summary>Rows of the metadata table.</summary>
    public abstract string MigrationKey { get; }

    public abstract string CleanUpKey { get; }

    public string CreateMetadata => $"CREATE TABLE IF NOT EXISTS {MetadataTable} (key text NOT NULL PRIMARY KEY, value text NOT NULL)";

    /// <summary>Each entry brings the schema one level further; the level reached is stored under <see cref="MigrationKey"/>.</summary>
    public abstract IReadOnlyList<string> Migrations { get; }

    /// <summary>A blind write.</summary>
    public abstract string Set { get; }

    /// <summary>Writes only where nothing, or something expired, is.</summary>
    public abstract string FirstWrite { get; }

    /// <summary>Writes where the etag matches.</summary>
    public abstract string Update { get; }

    /// <summary>One key, <c>$1</c>.</summary>
    public abstract string Get { get; }

    /// <summary>An array of keys, <c>$1</c>.</summary>
    public abstract string GetMany { get; }

    public string Delete { get; } = $"DELETE FROM {table} WHERE key = $1";

    public abstract string DeleteMatching { get; }

    public abstract string Expire { get; }

    /// <summary>Key, value, TTL, what the layout adds, and the etag if there is one, in the order the statements want.</summary>
    public abstract void Bind(StateSet request, NpgsqlParameterCollection parameters);

    /// <summary>A mismatch or an invalid etag when the text cannot be one of this layout's.</summary>
    public abstract NpgsqlParameter ETag(string key, string etag);

    /// <summary>A row of <see cref="Get"/> or <see cref="GetMany"/>.</summary>
    public abstract StateEntry Read(NpgsqlDataReader reader);
}
