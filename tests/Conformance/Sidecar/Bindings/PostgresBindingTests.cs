using System.Globalization;
using System.Text.Json;
using OpenClaw.Sidecar.Conformance.Support;

namespace OpenClaw.Sidecar.Conformance.Bindings;

/// <summary>The <c>bindings.postgresql</c> rows of components 4.</summary>
public sealed class PostgresBindingTests(PostgresBindingTests.Fixture fixture) : IClassFixture<PostgresBindingTests.Fixture>
{
    public sealed class Fixture(Servers servers) : SidecarFixture
    {
        protected override async Task<SidecarSettings> SettingsAsync()
        {
            var connection = await servers.PostgresConnectionAsync();
            return new SidecarSettings
            {
                Resources = Yaml.Join(
                    Yaml.Component("sql", "bindings.postgres", ("connectionString", connection)),
                    Yaml.Component("closing", "bindings.postgresql", ("connectionString", connection))),
            };
        }
    }

    [Fact]
    public async Task Exec_RunsTheStatement_AndTellsWhatItDid()
    {
        var sidecar = await fixture.SidecarAsync();
        var table = await TableAsync(sidecar);

        var answer = await CallAsync(sidecar, "exec", $"INSERT INTO {table} VALUES ($1, $2, $3), (2, 'two', now())", """[1, "one", "2026-01-02T03:04:05Z"]""");

        await answer.IsEmptyAsync();
        Assert.Equal("exec", answer.Header("metadata.operation"));
        Assert.StartsWith($"INSERT INTO {table}", answer.Header("metadata.sql"));
        Assert.Equal("2", answer.Header("metadata.rows-affected"));
        Assert.NotNull(answer.Header("metadata.duration"));
        Assert.True(At(answer, "metadata.end-time") >= At(answer, "metadata.start-time"));
    }

    [Fact]
    public async Task Query_AnswersRowsAsArraysWithoutNames()
    {
        var sidecar = await fixture.SidecarAsync();
        var table = await TableAsync(sidecar);
        await CallAsync(sidecar, "exec", $"INSERT INTO {table} VALUES (1, 'one', '2026-01-02T03:04:05Z'), (2, NULL, NULL)");

        var answer = await CallAsync(sidecar, "query", $"SELECT id, name, at, id > 1, 1.5::float8, '{{\"a\":1}}'::jsonb FROM {table} WHERE id = ANY($1::int[]) ORDER BY id", """["{1,2}"]""");

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal("""[[1,"one","2026-01-02T03:04:05Z",false,1.5,{"a":1}],[2,null,null,true,1.5,{"a":1}]]""", JsonSerializer.Serialize(await answer.JsonAsync()));
        Assert.Equal("query", answer.Header("metadata.operation"));
    }

    [Fact]
    public async Task Query_WithoutRows_AnswersAnEmptyArray()
    {
        var sidecar = await fixture.SidecarAsync();

        Assert.Equal("[]", await (await CallAsync(sidecar, "query", "SELECT 1 WHERE false")).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Close_EndsTheComponent_AndMayBeRepeated()
    {
        var sidecar = await fixture.SidecarAsync();

        await (await sidecar.PostAsync("/v1.0/bindings/closing", """{"operation":"close"}""")).IsEmptyAsync();
        await (await sidecar.PostAsync("/v1.0/bindings/closing", """{"operation":"close"}""")).IsEmptyAsync();

        await (await sidecar.PostAsync("/v1.0/bindings/closing", """{"operation":"query","metadata":{"sql":"SELECT 1"}}""")).IsErrorAsync(500, "ERR_INVOKE_OUTPUT_BINDING");
    }

    [Theory]
    [InlineData("query", "", "")]
    [InlineData("query", "SELEKT 1", "")]
    [InlineData("query", "SELECT 1", "not an array")]
    [InlineData("query", "SELECT 1", "{}")]
    [InlineData("drop", "SELECT 1", "")]
    public async Task BadCall_Is500_AndTheComponentLivesOn(string operation, string sql, string parameters)
    {
        var sidecar = await fixture.SidecarAsync();

        await (await CallAsync(sidecar, operation, sql, parameters)).IsErrorAsync(500, "ERR_INVOKE_OUTPUT_BINDING");

        Assert.Equal("[[1]]", await (await CallAsync(sidecar, "query", "SELECT 1")).Content.ReadAsStringAsync());
    }

    private static Task<HttpResponseMessage> CallAsync(SidecarProcess sidecar, string operation, string sql, string parameters = "") =>
        sidecar.PostAsync("/v1.0/bindings/sql", JsonSerializer.Serialize(new
        {
            operation,
            metadata = parameters.Length == 0
            ? new Dictionary<string, string> { ["sql"] = sql } : new Dictionary<string, string> { ["sql"] = sql, ["params"] = parameters }
        }));

    private static async Task<string> TableAsync(SidecarProcess sidecar)
    {
        var table = "t_" + Guid.NewGuid().ToString("N")[..10];
        await (await CallAsync(sidecar, "exec", $"CREATE TABLE {table} (id int, name text, at timestamptz)")).IsEmptyAsync();
        return table;
    }

    private static DateTimeOffset At(HttpResponseMessage answer, string header) => DateTimeOffset.Parse(answer.Header(header)!, CultureInfo.InvariantCulture);
}
