using System.Text.RegularExpressions;
using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.State.Postgres;

/// <summary>The statements over one prefix. Layout of <c>state.postgresql</c> version 2.</summary>
internal sealed partial class PostgresSql
{
    public PostgresSql(string prefix, string metadataTable)
    {
        if (!Name().IsMatch(prefix + "x") || !Name().IsMatch(metadataTable))
        {
            throw new ResourceException("tablePrefix and metadataTableName may hold letters, digits, '_' and one '.'");
        }
        Prefix = prefix;
        Table = prefix + "state";
        MetadataTable = metadataTable;
        Set = $"""
            INSERT INTO {Table} (key, value, etag, updated_at, expires_at) VALUES ($1, $2, gen_random_uuid(), NULL, {Expiry})
            ON CONFLICT (key) DO UPDATE SET value = excluded.value, etag = excluded.etag, updated_at = now(), expires_at = excluded.expires_at
            """;
        FirstWrite = Set + $" WHERE {Table}.expires_at IS NOT NULL AND {Table}.expires_at < now()";
        Update = $"""
            UPDATE {Table} SET value = $2, etag = gen_random_uuid(), updated_at = now(), expires_at = {Expiry}
            WHERE key = $1 AND etag = $4 AND (expires_at IS NULL OR expires_at >= now())
            """;
        Get = $"SELECT key, value, etag, expires_at FROM {Table} WHERE key = $1 AND (expires_at IS NULL OR expires_at >= now())";
        GetMany = $"SELECT key, value, etag, expires_at FROM {Table} WHERE key = ANY($1) AND (expires_at IS NULL OR expires_at >= now())";
        Delete = $"DELETE FROM {Table} WHERE key = $1";
        DeleteMatching = $"DELETE FROM {Table} WHERE key = $1 AND etag = $2";
        Expire = $"DELETE FROM {Table} WHERE expires_at IS NOT NULL AND expires_at < now()";
    }

    private const string Expiry = "CASE WHEN $3::bigint > 0 THEN now() + make_interval(secs => $3::bigint) END";

    public string Prefix { get; }
    public string Table { get; }
    public string MetadataTable { get; }
    public string Set { get; }
    public string FirstWrite { get; }
    public string Update { get; }
    public string Get { get; }
    public string GetMany { get; }
    public string Delete { get; }
    public string DeleteMatching { get; }
    public string Expire { get; }

    public string MigrationKey => $"migrations-state-v2-{Prefix}";
    public string CleanUpKey => $"last-cleanup-state-v2-{Prefix}";

    public string CreateMetadata => $"CREATE TABLE IF NOT EXISTS {MetadataTable} (key text NOT NULL PRIMARY KEY, value text NOT NULL)";

    /// <summary>Each entry brings the schema one level further; the level reached is stored under <see cref="MigrationKey"/>.</summary>
    public IReadOnlyList<string> Migrations =>
    [
        $"""
        CREATE TABLE IF NOT EXISTS {Table} (
            key text NOT NULL PRIMARY KEY,
            value bytea NOT NULL,
            etag uuid NOT NULL,
            created_at timestamp with time zone NOT NULL DEFAULT now(),
            updated_at timestamp with time zone,
            expires_at timestamp with time zone
        );
        CREATE INDEX IF NOT EXISTS {Prefix.Replace('.', '_')}state_expires_at_idx ON {Table} (expires_at);
        """,
        $"""
        ALTER TABLE {Table} ADD COLUMN IF NOT EXISTS row_id bigint GENERATED ALWAYS AS IDENTITY;
        CREATE UNIQUE INDEX IF NOT EXISTS {Prefix.Replace('.', '_')}state_row_id_idx ON {Table} (row_id);
        """,
    ];

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)?$")]
    private static partial Regex Name();
}
