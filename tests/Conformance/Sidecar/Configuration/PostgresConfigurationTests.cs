using System.Text.Json;
using OpenClaw.Sidecar.Conformance.Support;

namespace OpenClaw.Sidecar.Conformance.Configuration;

/// <summary><c>configuration.postgresql</c> of components 6: table, versions, and changes by NOTIFY.</summary>
public sealed class PostgresConfigurationTests(PostgresConfigurationTests.Fixture fixture) : IClassFixture<PostgresConfigurationTests.Fixture>
{
    public sealed class Fixture(Servers servers) : SidecarFixture
    {
        public Servers Servers { get; } = servers;

        public TestApp App { get; private set; } = null!;

        protected override async Task<SidecarSettings> SettingsAsync()
        {
            App = await TestApp.StartAsync();
            await Servers.ScalarAsync("""
                CREATE TABLE IF NOT EXISTS conf_settings (key varchar NOT NULL, value varchar NOT NULL, version varchar NOT NULL, metadata json);
                CREATE OR REPLACE FUNCTION conf_tell() RETURNS trigger AS $$
                BEGIN
                    PERFORM pg_notify('conf_changes', json_build_object('table', TG_TABLE_NAME, 'action', TG_OP, 'data', row_to_json(NEW))::text);
                    RETURN NULL;
                END $$ LANGUAGE plpgsql;
                CREATE OR REPLACE TRIGGER conf_told AFTER INSERT OR UPDATE ON conf_settings FOR EACH ROW EXECUTE FUNCTION conf_tell();
                """);
            var connection = await Servers.PostgresConnectionAsync();
            return new SidecarSettings
            {
                App = App,
                Resources = Yaml.Join(
                    Yaml.Component("table", "configuration.postgresql", ("connectionString", connection), ("table", "conf_settings")),
                    Yaml.Component("alias", "configuration.postgres", ("connectionString", connection), ("table", "conf_settings"))),
            };
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            if (App is not null)
            {
                await App.DisposeAsync();
            }
        }
    }

    [Theory]
    [InlineData("table")]
    [InlineData("alias")]
    public async Task Get_AnswersTheRowWithTheHighestNumericVersion(string store)
    {
        var sidecar = await fixture.SidecarAsync();
        var key = "g." + Guid.NewGuid().ToString("N");
        await InsertAsync(key, "old", "9", null);
        await InsertAsync(key, "new", "10", """{"by":"nina"}""");

        var answer = await sidecar.GetAsync($"/v1.0/configuration/{store}?key={key}&key=absent");

        Assert.Equal($$$$"""{"{{{{key}}}}":{"value":"new","version":"10","metadata":{"by":"nina"}}}""", JsonSerializer.Serialize(await answer.JsonAsync()));
    }

    [Fact]
    public async Task Get_WithoutKeys_AnswersAll_AndOfNothing_Is204()
    {
        var sidecar = await fixture.SidecarAsync();
        var key = "a." + Guid.NewGuid().ToString("N");
        await InsertAsync(key, "1", "1", null);

        Assert.True((await (await sidecar.GetAsync("/v1.0/configuration/table")).JsonAsync()).TryGetProperty(key, out _));
        await (await sidecar.GetAsync("/v1.0/configuration/table?key=absent")).IsEmptyAsync();
    }

    [Fact]
    public async Task Get_OfAKeyWithOtherCharacters_Is500()
    {
        var sidecar = await fixture.SidecarAsync();

        await (await sidecar.GetAsync("/v1.0/configuration/table?key=a%27b")).IsErrorAsync(500, "ERR_CONFIGURATION_GET");
    }

    [Fact]
    public async Task Subscribe_PushesWhatTheTriggerNotifies_ForTheKeysAsked()
    {
        var sidecar = await fixture.SidecarAsync();
        var (mine, other) = ("s." + Guid.NewGuid().ToString("N"), "o." + Guid.NewGuid().ToString("N"));
        fixture.App.On($"/configuration/table/{mine}", 200);

        var answer = await (await sidecar.GetAsync($"/v1.0/configuration/table/subscribe?key={mine}&metadata.pgNotifyChannel=conf_changes")).JsonAsync();
        await InsertAsync(other, "x", "1", null);
        await InsertAsync(mine, "blue", "3", """{"by":"nina"}""");
        var call = (await fixture.App.WaitForAsync($"/configuration/table/{mine}"))[0];

        Assert.Equal($$$$$"""{"id":"{{{{{answer.GetProperty("id").GetString()}}}}}","items":{"{{{{{mine}}}}}":{"value":"blue","version":"3","metadata":{"by":"nina"}}}}""", call.Body.TrimEnd());
        Assert.Empty(fixture.App.Of($"/configuration/table/{other}"));
    }

    [Fact]
    public async Task Unsubscribe_EndsThePushes()
    {
        var sidecar = await fixture.SidecarAsync();
        var (ended, going) = ("e." + Guid.NewGuid().ToString("N"), "w." + Guid.NewGuid().ToString("N"));
        fixture.App.On($"/configuration/table/{going}", 200);
        var id = (await (await sidecar.GetAsync($"/v1.0/configuration/table/subscribe?key={ended}&metadata.pgNotifyChannel=conf_changes")).JsonAsync()).GetProperty("id").GetString();
        await sidecar.GetAsync($"/v1.0/configuration/table/subscribe?key={going}&metadata.pgNotifyChannel=conf_changes");

        Assert.Equal("""{"ok":true}""", await (await sidecar.GetAsync($"/v1.0/configuration/table/{id}/unsubscribe")).Content.ReadAsStringAsync());
        await InsertAsync(ended, "1", "1", null);
        await InsertAsync(going, "1", "1", null);
        await fixture.App.WaitForAsync($"/configuration/table/{going}");

        Assert.Empty(fixture.App.Of($"/configuration/table/{ended}"));
    }

    [Fact]
    public async Task Subscribe_WithoutAChannel_Is500()
    {
        var sidecar = await fixture.SidecarAsync();

        await (await sidecar.GetAsync("/v1.0/configuration/table/subscribe?key=a")).IsErrorAsync(500, "ERR_CONFIGURATION_SUBSCRIBE");
    }

    [Theory]
    [InlineData("no_such_table")]
    [InlineData("Conf_Settings")]
    [InlineData("")]
    public async Task TableThatCannotBe_StopsTheStart(string table)
    {
        await fixture.SidecarAsync();

        var output = await SidecarProcess.StartFailsAsync(new SidecarSettings
        {
            Resources = Yaml.Component("broken", "configuration.postgresql", "v1", "  initTimeout: 2s\n", ("connectionString", await fixture.Servers.PostgresConnectionAsync()), ("table", table)),
        });

        Assert.Contains("broken", output);
    }

    private async Task InsertAsync(string key, string value, string version, string? metadata) => await fixture.Servers.ScalarAsync(
        "INSERT INTO conf_settings VALUES ($1, $2, $3, $4::text::json)", key, value, version, metadata ?? (object)DBNull.Value);
}
