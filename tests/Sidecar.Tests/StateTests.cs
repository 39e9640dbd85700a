using System.Net;
using System.Text.Json;
using Npgsql;
using OpenClaw.Sidecar.Tests.Support;

namespace OpenClaw.Sidecar.Tests;

/// <summary>The state API over the three stores: what they share, and where they differ.</summary>
public sealed class StateTests(Servers servers)
{
    private async Task<string> StoreAsync(string kind) => kind switch
    {
        "memory" => Yaml.Component("store", "state.in-memory"),
        "redis" => Yaml.Component("store", "state.redis", metadata: ("redisHost", (await servers.RedisAsync()).ConnectionString.Split(',')[0])),
        _ => Yaml.Component("store", "state.postgresql", "v2", "", ("connectionString", await PostgresAsync()), ("tablePrefix", "t_")),
    };

    private async Task<string> PostgresAsync()
    {
        var parts = new NpgsqlConnectionStringBuilder((await servers.PostgresAsync()).ConnectionString);
        return $"host={parts.Host} port={parts.Port} user={parts.Username} database={parts.Database}";
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("redis")]
    [InlineData("postgres")]
    public async Task Save_ThenGet_ReturnsTheJsonWithItsETag(string kind)
    {
        await using var sidecar = await TestSidecar.StartAsync(await StoreAsync(kind), Guid.NewGuid().ToString("N"));

        var saved = await sidecar.PostAsync("/v1.0/state/store", """[{"key":"a/b","value":{"n":1,"t":"é"}}]""");
        var read = await sidecar.Http.GetAsync("/v1.0/state/store/a%2Fb");
        var absent = await sidecar.Http.GetAsync("/v1.0/state/store/none");

        Assert.Equal(HttpStatusCode.NoContent, saved.StatusCode);
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        using var json = JsonDocument.Parse(await read.Content.ReadAsStringAsync());
        Assert.Equal("é", json.RootElement.GetProperty("t").GetString());
        Assert.NotEmpty(read.Headers.GetValues("ETag"));
        Assert.Equal("application/json", read.Content.Headers.ContentType?.MediaType);
        Assert.Equal(HttpStatusCode.NoContent, absent.StatusCode);
    }

    [Theory]
    [InlineData("memory", HttpStatusCode.Conflict, HttpStatusCode.Conflict)]
    [InlineData("redis", HttpStatusCode.NoContent, HttpStatusCode.BadRequest)]
    [InlineData("postgres", HttpStatusCode.InternalServerError, HttpStatusCode.Conflict)]
    public async Task Save_WithConcurrency_AnswersAsDocumented(string kind, HttpStatusCode firstWriteOnExisting, HttpStatusCode strangeETag)
    {
        await using var sidecar = await TestSidecar.StartAsync(await StoreAsync(kind), Guid.NewGuid().ToString("N"));
        await sidecar.PostAsync("/v1.0/state/store", """[{"key":"k","value":1}]""");
        var etag = ETag(await sidecar.Http.GetAsync("/v1.0/state/store/k"));

        var strange = await sidecar.PostAsync("/v1.0/state/store", """[{"key":"k","value":2,"etag":"strange"}]""");
        var right = await sidecar.PostAsync("/v1.0/state/store", $$$"""[{"key":"k","value":3,"etag":"{{{etag}}}","options":{"concurrency":"first-write"}}]""");
        var stale = await sidecar.PostAsync("/v1.0/state/store", $$$"""[{"key":"k","value":4,"etag":"{{{etag}}}","options":{"concurrency":"first-write"}}]""");
        await sidecar.PostAsync("/v1.0/state/store", """[{"key":"f","value":1}]""");
        var first = await sidecar.PostAsync("/v1.0/state/store", """[{"key":"f","value":5,"options":{"concurrency":"first-write"}}]""");

        Assert.Equal(strangeETag, strange.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, right.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, stale.StatusCode);
        Assert.Contains("ERR_STATE_SAVE", await stale.Content.ReadAsStringAsync());
        Assert.Equal(firstWriteOnExisting, first.StatusCode);
        Assert.Equal("3", await sidecar.Http.GetStringAsync("/v1.0/state/store/k"));
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("redis")]
    [InlineData("postgres")]
    public async Task Delete_WithETag_MustMatch(string kind)
    {
        await using var sidecar = await TestSidecar.StartAsync(await StoreAsync(kind), Guid.NewGuid().ToString("N"));
        await sidecar.PostAsync("/v1.0/state/store", """[{"key":"k","value":1}]""");
        var etag = ETag(await sidecar.Http.GetAsync("/v1.0/state/store/k"));

        var wrong = await DeleteAsync(sidecar, "k", kind == "redis" ? "99" : Guid.NewGuid().ToString());
        var right = await DeleteAsync(sidecar, "k", etag);
        var again = await DeleteAsync(sidecar, "k", null);

        Assert.Equal(HttpStatusCode.Conflict, wrong.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, right.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, again.StatusCode);
    }

    [Theory]
    [InlineData("memory", true)]
    [InlineData("redis", false)]
    [InlineData("postgres", true)]
    public async Task Transaction_WithAConflict_Is500AndAllOrNothingWhereTheStoreCan(string kind, bool atomic)
    {
        await using var sidecar = await TestSidecar.StartAsync(await StoreAsync(kind), Guid.NewGuid().ToString("N"));
        await sidecar.PostAsync("/v1.0/state/store", """[{"key":"x","value":1},{"key":"y","value":1}]""");

        var good = await sidecar.PostAsync("/v1.0/state/store/transaction",
            """{"operations":[{"operation":"upsert","request":{"key":"x","value":2}},{"operation":"delete","request":{"key":"y"}}]}""");
        var wrong = kind == "redis" ? "99" : Guid.NewGuid().ToString();
        var bad = await sidecar.PostAsync("/v1.0/state/store/transaction",
            $$$"""{"operations":[{"operation":"upsert","request":{"key":"z","value":9}},{"operation":"upsert","request":{"key":"x","value":9,"etag":"{{{wrong}}}"}}]}""");

        Assert.Equal(HttpStatusCode.NoContent, good.StatusCode);
        Assert.Equal(HttpStatusCode.InternalServerError, bad.StatusCode);
        Assert.Contains("ERR_STATE_TRANSACTION", await bad.Content.ReadAsStringAsync());
        Assert.Equal("2", await sidecar.Http.GetStringAsync("/v1.0/state/store/x"));
        Assert.Equal(atomic ? HttpStatusCode.NoContent : HttpStatusCode.OK, (await sidecar.Http.GetAsync("/v1.0/state/store/z")).StatusCode);
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("redis")]
    [InlineData("postgres")]
    public async Task BulkGet_WithFoundAndAbsentKeys_ListsEveryKey(string kind)
    {
        await using var sidecar = await TestSidecar.StartAsync(await StoreAsync(kind), Guid.NewGuid().ToString("N"));
        await sidecar.PostAsync("/v1.0/state/store", """[{"key":"a","value":"1"}]""");

        var answer = await sidecar.PostAsync("/v1.0/state/store/bulk", """{"keys":["missing","a"]}""");

        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        var entries = json.RootElement.EnumerateArray().ToDictionary(entry => entry.GetProperty("key").GetString()!);
        Assert.Equal("1", entries["a"].GetProperty("data").GetString());
        Assert.False(entries["missing"].TryGetProperty("data", out _));
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("postgres")]
    public async Task Get_OfAKeyWithTtl_NamesItsExpiry_AndItIsGoneAfterwards(string kind)
    {
        await using var sidecar = await TestSidecar.StartAsync(await StoreAsync(kind), Guid.NewGuid().ToString("N"));
        await sidecar.PostAsync("/v1.0/state/store", """[{"key":"k","value":1,"metadata":{"ttlInSeconds":"1"}}]""");

        var read = await sidecar.Http.GetAsync("/v1.0/state/store/k");

        Assert.True(DateTimeOffset.TryParse(read.Headers.GetValues("metadata.ttlExpireTime").Single(), out _));
        await OpenClaw.Testing.Eventually.AsyncTrue(
            async token => (await sidecar.Http.GetAsync("/v1.0/state/store/k", token)).StatusCode == HttpStatusCode.NoContent,
            TimeSpan.FromSeconds(5), "the key expires");
    }

    [Fact]
    public async Task PostgresTable_HasTheDocumentedLayout_AndSurvivesConcurrentCreation()
    {
        var yaml = Yaml.Component("store", "state.postgresql", "v2", "", ("connectionString", await PostgresAsync()), ("tablePrefix", "race_"));
        var sidecars = await Task.WhenAll(Enumerable.Range(0, 4).Select(number => TestSidecar.StartAsync(yaml, $"app{number}")));
        await sidecars[0].PostAsync("/v1.0/state/store", """[{"key":"k","value":{"b":1}}]""");

        await using var source = NpgsqlDataSource.Create((await servers.PostgresAsync()).ConnectionString);
        await using var columns = source.CreateCommand(
            "SELECT string_agg(column_name || ' ' || data_type, ', ' ORDER BY ordinal_position) FROM information_schema.columns WHERE table_name = 'race_state'");
        var layout = (string?)await columns.ExecuteScalarAsync();
        await using var row = source.CreateCommand("SELECT convert_from(value, 'UTF8') FROM race_state WHERE key = 'app0||k'");
        var stored = (string?)await row.ExecuteScalarAsync();
        await using var level = source.CreateCommand("SELECT value FROM dapr_metadata WHERE key = 'migrations-state-v2-race_'");
        var migrated = (string?)await level.ExecuteScalarAsync();

        Assert.Equal("key text, value bytea, etag uuid, created_at timestamp with time zone, updated_at timestamp with time zone, expires_at timestamp with time zone, row_id bigint", layout);
        Assert.Equal("""{"b":1}""", stored);
        Assert.Equal("2", migrated);
        foreach (var sidecar in sidecars)
        {
            await sidecar.DisposeAsync();
        }
    }

    [Fact]
    public async Task RedisHash_HasTheDocumentedFields()
    {
        await using var sidecar = await TestSidecar.StartAsync(await StoreAsync("redis"), "layout");
        await sidecar.PostAsync("/v1.0/state/store", """[{"key":"k","value":"v"},{"key":"f","value":1,"options":{"concurrency":"first-write"}}]""");
        await sidecar.PostAsync("/v1.0/state/store", """[{"key":"k","value":"w"}]""");

        await using var redis = await StackExchange.Redis.ConnectionMultiplexer.ConnectAsync((await servers.RedisAsync()).ConnectionString);
        var plain = await redis.GetDatabase().HashGetAllAsync("layout||k");
        var guarded = await redis.GetDatabase().HashGetAsync("layout||f", "first-write");

        Assert.Equal("\"w\"", plain.Single(field => field.Name == "data").Value.ToString());
        Assert.Equal("2", plain.Single(field => field.Name == "version").Value.ToString());
        Assert.Equal("0", guarded.ToString());
    }

    [Theory]
    [InlineData("/v1.0/state/nope", "[]", HttpStatusCode.BadRequest, "ERR_STATE_STORE_NOT_FOUND")]
    [InlineData("/v1.0/state/store", "{", HttpStatusCode.BadRequest, "ERR_MALFORMED_REQUEST")]
    [InlineData("/v1.0/state/store", "{}", HttpStatusCode.BadRequest, "ERR_MALFORMED_REQUEST")]
    [InlineData("/v1.0/state/store", "[{\"value\":1}]", HttpStatusCode.BadRequest, "ERR_MALFORMED_REQUEST")]
    [InlineData("/v1.0/state/store", "[{\"key\":\"a||b\",\"value\":1}]", HttpStatusCode.BadRequest, "DAPR_STATE_ILLEGAL_KEY")]
    [InlineData("/v1.0/state/store/transaction", "{\"operations\":[{\"operation\":\"x\",\"request\":{\"key\":\"a\"}}]}", HttpStatusCode.BadRequest, "ERR_NOT_SUPPORTED_STATE_OPERATION")]
    public async Task BadRequest_GetsTheDocumentedError(string path, string body, HttpStatusCode status, string code)
    {
        await using var sidecar = await TestSidecar.StartAsync(await StoreAsync("memory"));

        var answer = await sidecar.PostAsync(path, body);

        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(code, await answer.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.NoContent, (await sidecar.PostAsync("/v1.0/state/store", "[]")).StatusCode);
    }

    private static string ETag(HttpResponseMessage answer) => answer.Headers.NonValidated["ETag"].ToString();

    private static Task<HttpResponseMessage> DeleteAsync(TestSidecar sidecar, string key, string? etag)
    {
        var request = new HttpRequestMessage(HttpMethod.Delete, $"/v1.0/state/store/{key}");
        if (etag is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", etag);
        }
        return sidecar.Http.SendAsync(request);
    }
}
