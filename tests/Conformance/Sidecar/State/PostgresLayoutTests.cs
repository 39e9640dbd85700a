using System.Text;
using Npgsql;
using OpenClaw.Sidecar.Conformance.Support;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Conformance.State;

/// <summary>Components 2.2 and 2.3: tables, columns and rows of both versions.</summary>
public sealed class PostgresLayoutTests(StateStores stores) : IClassFixture<StateStores>
{
    [Fact]
    public async Task Version2_KeepsTheBytesOfTheJson_WithARandomUuidPerWrite()
    {
        var sidecar = await stores.SidecarAsync();
        var key = StateCalls.NewKey();

        await sidecar.SavedAsync("postgres2", key, """{ "a": "é" }""");
        var first = await RowAsync<Guid>("etag", "conf_state", key);
        await sidecar.SavedAsync("postgres2", key, """{ "a": "ö" }""");

        Assert.Equal("""{"a":"ö"}""", Encoding.UTF8.GetString(await RowAsync<byte[]>("value", "conf_state", key)));
        Assert.NotEqual(first, await RowAsync<Guid>("etag", "conf_state", key));
        Assert.Equal((await RowAsync<Guid>("etag", "conf_state", key)).ToString(), await sidecar.ETagAsync("postgres2", key));
        Assert.True(await RowAsync<bool>("updated_at >= created_at AND expires_at IS NULL", "conf_state", key));
    }

    [Fact]
    public async Task Version1_KeepsJsonb_WithXminAsETag()
    {
        var sidecar = await stores.SidecarAsync();
        var key = StateCalls.NewKey();

        await sidecar.SavedAsync("postgres1", key, """{"n":7}""");

        Assert.Equal(7, await RowAsync<int>("(value->>'n')::int", "conf_v1", key));
        Assert.False(await RowAsync<bool>("isbinary", "conf_v1", key));
        Assert.Equal(await RowAsync<string>("xmin::text", "conf_v1", key), await sidecar.ETagAsync("postgres1", key));
        Assert.True(await RowAsync<bool>("updatedate IS NULL AND expiredate IS NULL AND insertdate <= now()", "conf_v1", key));
    }

    [Theory]
    [InlineData("conf_state", "key text NO|value bytea NO|etag uuid NO|created_at timestamp with time zone NO|updated_at timestamp with time zone YES|expires_at timestamp with time zone YES|row_id bigint NO")]
    [InlineData("conf_v1", "key text NO|value jsonb NO|isbinary boolean NO|insertdate timestamp with time zone NO|updatedate timestamp with time zone YES|expiredate timestamp with time zone YES|row_id bigint NO")]
    public async Task Table_HasTheDocumentedColumns(string table, string columns)
    {
        await stores.SidecarAsync();

        var found = await stores.Servers.ScalarAsync(
            "SELECT string_agg(column_name || ' ' || data_type || ' ' || is_nullable, '|' ORDER BY ordinal_position) FROM information_schema.columns WHERE table_name = $1", table);

        Assert.Equal(columns, found);
    }

    [Theory]
    [InlineData("dapr_metadata", "migrations-state-v2-conf_")]
    [InlineData("conf_v1_meta", "migrations")]
    public async Task MetadataTable_RemembersTheMigrationLevel(string table, string key)
    {
        await stores.SidecarAsync();

        Assert.NotNull(await stores.Servers.ScalarAsync($"SELECT value FROM {table} WHERE key = $1", key));
    }

    [Fact]
    public async Task Version2_ReadsARowThatSomebodyElseWrote()
    {
        var sidecar = await stores.SidecarAsync();
        var (key, etag) = (StateCalls.NewKey(), Guid.NewGuid());
        await stores.Servers.ScalarAsync("INSERT INTO conf_state (key, value, etag) VALUES ($1, $2, $3)", Physical(key), Encoding.UTF8.GetBytes("""{"by": "hand"}"""), etag);

        var answer = await sidecar.ReadAsync("postgres2", key);
        await sidecar.SavedAsync("postgres2", key, "2", $"\"etag\":\"{etag}\"");

        Assert.Equal("""{"by": "hand"}""", await answer.Content.ReadAsStringAsync());
        Assert.Equal(etag.ToString(), answer.ETag());
    }

    [Fact]
    public async Task Version1_ReadsRowsThatSomebodyElseWrote_BinaryOnesAsTheirBytes()
    {
        var sidecar = await stores.SidecarAsync();
        var (json, binary) = (StateCalls.NewKey(), StateCalls.NewKey());
        await stores.Servers.ScalarAsync("INSERT INTO conf_v1 (key, value, isbinary) VALUES ($1, '{\"by\":\"hand\"}', false)", Physical(json));
        await stores.Servers.ScalarAsync("INSERT INTO conf_v1 (key, value, isbinary) VALUES ($1, $2::jsonb, true)", Physical(binary), $"\"{Convert.ToBase64String("bytes"u8)}\"");

        Assert.Equal("""{"by":"hand"}""", await sidecar.ValueAsync("postgres1", json));
        Assert.Equal("bytes", await (await sidecar.ReadAsync("postgres1", binary)).Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("v1", "expired1", "tableName", "tidy", "metadataTableName", "tidy_meta")]
    [InlineData("v2", "expired2", "tablePrefix", "tidy_", "metadataTableName", "tidy_meta2")]
    public async Task CleanUp_DeletesExpiredRowsInItsInterval(string version, string store, string name, string value, string second, string secondValue)
    {
        await using var sidecar = await SidecarProcess.StartAsync(Yaml.Component(store, "state.postgres", version, "",
            ("connectionString", await stores.Servers.PostgresConnectionAsync()), (name, value), (second, secondValue), ("cleanupInterval", "1s")));
        var table = version == "v1" ? "tidy" : "tidy_state";

        await sidecar.SavedAsync(store, "gone", "1", "\"metadata\":{\"ttlInSeconds\":\"1\"}");
        await sidecar.SavedAsync(store, "stays", "1");

        await Eventually.AsyncTrue(async _ => (long)(await stores.Servers.ScalarAsync($"SELECT count(*) FROM {table}"))! == 1, TimeSpan.FromSeconds(15), "the expired row is deleted");
        Assert.NotNull(await stores.Servers.ScalarAsync($"SELECT value FROM {secondValue} WHERE key LIKE 'last-cleanup%'"));
    }

    [Fact]
    public async Task TableName_MayNameASchema_AndUrlFormOfTheConnectionWorks()
    {
        var server = new NpgsqlConnectionStringBuilder((await stores.Servers.PostgresAsync()).ConnectionString);
        await stores.Servers.ScalarAsync("CREATE SCHEMA IF NOT EXISTS side");
        await using var sidecar = await SidecarProcess.StartAsync(Yaml.Component("store", "state.postgresql", "v1", "",
            ("connectionString", $"postgres://{server.Username}:x@{server.Host}:{server.Port}/{server.Database}?sslmode=disable"), ("tableName", "side.things"), ("metadataTableName", "side.meta")));

        await sidecar.SavedAsync("store", "k", "1");

        Assert.Equal(1L, await stores.Servers.ScalarAsync("SELECT count(*) FROM side.things"));
    }

    [Fact]
    public async Task Connection_MayBeGivenInParts()
    {
        var server = new NpgsqlConnectionStringBuilder((await stores.Servers.PostgresAsync()).ConnectionString);
        await using var sidecar = await SidecarProcess.StartAsync(Yaml.Component("store", "state.postgresql", "v2", "",
            ("host", server.Host!), ("port", $"{server.Port}"), ("user", server.Username!), ("password", "x"), ("database", server.Database!), ("tablePrefix", "parts_")));

        await sidecar.SavedAsync("store", "k", "1");

        Assert.Equal("1", await sidecar.ValueAsync("store", "k"));
    }

    private static string Physical(string key) => $"{StateStores.AppId}||{key}";

    private async Task<T> RowAsync<T>(string column, string table, string key) =>
        (T)(await stores.Servers.ScalarAsync($"SELECT {column} FROM {table} WHERE key = $1", Physical(key)))!;
}
