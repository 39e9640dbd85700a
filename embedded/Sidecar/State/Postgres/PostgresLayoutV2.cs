using Npgsql;
using NpgsqlTypes;
using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.State.Postgres;

/// <summary>Version 2: values as the bytes that came, etags as UUIDs.</summary>
internal sealed class PostgresLayoutV2(string prefix, string metadataTable) : PostgresLayout(prefix + "state", metadataTable)
{
    private const string Expiry = "CASE WHEN $3::bigint > 0 THEN now() + make_interval(secs => $3::bigint) END";
    private const string Columns = "key, value, etag, expires_at";
    private const string Alive = "(expires_at IS NULL OR expires_at >= now())";

    public static PostgresLayoutV2 From(ComponentMetadata metadata)
    {
        var prefix = metadata.Text("tablePrefix") ?? "";
        _ = PostgresNames.Check(metadata.Component, "tablePrefix", prefix + "state");
        return new PostgresLayoutV2(prefix, PostgresNames.Check(metadata.Component, "metadataTableName", metadata.Text("metadataTableName") ?? "dapr_metadata"));
    }

    public override string MigrationKey { get; } = $"migrations-state-v2-{prefix}";

    public override string CleanUpKey { get; } = $"last-cleanup-state-v2-{prefix}";

    public override string Set { get; } = Upsert(prefix + "state");

    public override string FirstWrite { get; } = Upsert(prefix + "state") + $" WHERE {prefix}state.expires_at IS NOT NULL AND {prefix}state.expires_at < now()";

    public override string Update { get; } = $"""
        UPDATE {prefix}state SET value = $2, etag = gen_random_uuid(), updated_at = now(), expires_at = {Expiry}
        WHERE key = $1 AND etag = $4 AND {Alive}
        """;

    public override string Get { get; } = $"SELECT {Columns} FROM {prefix}state WHERE key = $1 AND {Alive}";

    public override string GetMany { get; } = $"SELECT {Columns} FROM {prefix}state WHERE key = ANY($1) AND {Alive}";

    public override string DeleteMatching { get; } = $"DELETE FROM {prefix}state WHERE key = $1 AND etag = $2";

    public override string Expire { get; } = $"DELETE FROM {prefix}state WHERE expires_at IS NOT NULL AND expires_at < now()";

    public override IReadOnlyList<string> Migrations { get; } =
    [
        $"""
        CREATE TABLE IF NOT EXISTS {prefix}state (
            key text NOT NULL PRIMARY KEY,
            value bytea NOT NULL,
            etag uuid NOT NULL,
            created_at timestamp with time zone NOT NULL DEFAULT now(),
            updated_at timestamp with time zone,
            expires_at timestamp with time zone
        );
        CREATE INDEX IF NOT EXISTS {prefix.Replace('.', '_')}state_expires_at_idx ON {prefix}state (expires_at);
        """,
        $"""
        ALTER TABLE {prefix}state ADD COLUMN IF NOT EXISTS row_id bigint GENERATED ALWAYS AS IDENTITY;
        CREATE UNIQUE INDEX IF NOT EXISTS {prefix.Replace('.', '_')}state_row_id_idx ON {prefix}state (row_id);
        """,
    ];

    public override void Bind(StateSet request, NpgsqlParameterCollection parameters)
    {
        parameters.Add(new NpgsqlParameter<string> { TypedValue = request.Key });
        parameters.Add(new NpgsqlParameter { Value = request.Value, NpgsqlDbType = NpgsqlDbType.Bytea });
        parameters.Add(new NpgsqlParameter<long> { TypedValue = request.TtlSeconds ?? 0 });
        if (request.ETag is not null)
        {
            parameters.Add(ETag(request.Key, request.ETag));
        }
    }

    /// <summary>What is no UUID was never given out by this store: a mismatch, not a malformed request.</summary>
    public override NpgsqlParameter ETag(string key, string etag) =>
        Guid.TryParse(etag, out var parsed) ? new NpgsqlParameter<Guid> { TypedValue = parsed } : throw ETagException.Mismatch(key);

    public override StateEntry Read(NpgsqlDataReader reader) => new(
        reader.GetString(0),
        reader.GetFieldValue<byte[]>(1),
        reader.GetGuid(2).ToString(),
        reader.IsDBNull(3) ? null : new DateTimeOffset(reader.GetDateTime(3), TimeSpan.Zero));

    private static string Upsert(string table) => $"""
        INSERT INTO {table} (key, value, etag, updated_at, expires_at) VALUES ($1, $2, gen_random_uuid(), NULL, {Expiry})
        ON CONFLICT (key) DO UPDATE SET value = excluded.value, etag = excluded.etag, updated_at = now(), expires_at = excluded.expires_at
        """;
}
