using System.Globalization;
using System.Text;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.State.Postgres;

/// <summary>Version 1: values as <c>jsonb</c>, bytes as base64 in a JSON string, etags from the system column <c>xmin</c>.</summary>
internal sealed class PostgresLayoutV1(string table, string metadataTable) : PostgresLayout(table, metadataTable)
{
    private const string Expiry = "CASE WHEN $3::bigint > 0 THEN now() + make_interval(secs => $3::bigint) END";
    private const string Columns = "key, value::text, isbinary, xmin, expiredate";
    private const string Alive = "(expiredate IS NULL OR expiredate >= now())";

    public static PostgresLayoutV1 From(ComponentMetadata metadata) => new(
        PostgresNames.Check(metadata.Component, "tableName", metadata.Text("tableName") ?? "state"),
        PostgresNames.Check(metadata.Component, "metadataTableName", metadata.Text("metadataTableName") ?? "dapr_metadata"));

    public override string MigrationKey { get; } = "migrations";

    public override string CleanUpKey { get; } = "last-cleanup";

    public override string Set { get; } = Upsert(table);

    public override string FirstWrite { get; } = Upsert(table) + $" WHERE {table}.expiredate IS NOT NULL AND {table}.expiredate < now()";

    public override string Update { get; } = $"""
        UPDATE {table} SET value = $2, isbinary = $4, updatedate = now(), expiredate = {Expiry}
        WHERE key = $1 AND xmin = $5 AND {Alive}
        """;

    public override string Get { get; } = $"SELECT {Columns} FROM {table} WHERE key = $1 AND {Alive}";

    public override string GetMany { get; } = $"SELECT {Columns} FROM {table} WHERE key = ANY($1) AND {Alive}";

    public override string DeleteMatching { get; } = $"DELETE FROM {table} WHERE key = $1 AND xmin = $2";

    public override string Expire { get; } = $"DELETE FROM {table} WHERE expiredate IS NOT NULL AND expiredate < now()";

    public override IReadOnlyList<string> Migrations { get; } =
    [
        $"""
        CREATE TABLE IF NOT EXISTS {table} (
            key text NOT NULL PRIMARY KEY,
            value jsonb NOT NULL,
            isbinary boolean NOT NULL,
            insertdate timestamp with time zone NOT NULL DEFAULT now(),
            updatedate timestamp with time zone
        )
        """,
        $"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS expiredate timestamp with time zone",
        $"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS row_id bigint GENERATED ALWAYS AS IDENTITY",
    ];

    public override void Bind(StateSet request, NpgsqlParameterCollection parameters)
    {
        var json = request.IsBinary ? JsonSerializer.Serialize(Convert.ToBase64String(request.Value.Span)) : Encoding.UTF8.GetString(request.Value.Span);
        parameters.Add(new NpgsqlParameter<string> { TypedValue = request.Key });
        parameters.Add(new NpgsqlParameter<string> { TypedValue = json, NpgsqlDbType = NpgsqlDbType.Jsonb });
        parameters.Add(new NpgsqlParameter<long> { TypedValue = request.TtlSeconds ?? 0 });
        parameters.Add(new NpgsqlParameter<bool> { TypedValue = request.IsBinary });
        if (request.ETag is not null)
        {
            parameters.Add(ETag(request.Key, request.ETag));
        }
    }

    public override NpgsqlParameter ETag(string key, string etag) => uint.TryParse(etag, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed)
        ? new NpgsqlParameter<uint> { TypedValue = parsed, NpgsqlDbType = NpgsqlDbType.Xid } : throw ETagException.Invalid(etag);

    public override StateEntry Read(NpgsqlDataReader reader)
    {
        var text = reader.GetString(1);
        var value = reader.GetBoolean(2) ? Convert.FromBase64String(JsonSerializer.Deserialize<string>(text)!) : Encoding.UTF8.GetBytes(text);
        return new StateEntry(
            reader.GetString(0),
            value,
            reader.GetFieldValue<uint>(3).ToString(CultureInfo.InvariantCulture),
            reader.IsDBNull(4) ? null : new DateTimeOffset(reader.GetDateTime(4), TimeSpan.Zero));
    }

    private static string Upsert(string table) => $"""
        INSERT INTO {table} (key, value, isbinary, expiredate) VALUES ($1, $2, $4, {Expiry})
        ON CONFLICT (key) DO UPDATE SET value = excluded.value, isbinary = excluded.isbinary, updatedate = now(), expiredate = excluded.expiredate
        """;
}
