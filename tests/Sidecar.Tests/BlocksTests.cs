using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OpenClaw.Sidecar.Bindings;
using OpenClaw.Sidecar.Tests.Support;
using StackExchange.Redis;

namespace OpenClaw.Sidecar.Tests;

/// <summary>Bindings, secrets, configuration and locks.</summary>
public sealed class BlocksTests(Servers servers)
{
    private async Task<string> RedisComponentAsync(string type) =>
        Yaml.Component("c", type, metadata: ("redisHost", (await servers.RedisAsync()).ConnectionString.Split(',')[0]));

    [Fact]
    public async Task HttpBinding_PassesHeadersAndData_AndReturnsMetadataAlsoOnErrors()
    {
        await using var target = (await TestApp.StartAsync()).On("/hook/ok", (context, _) => context.Response.WriteAsync("\"done\"")).On("/hook/bad", 422);
        await using var sidecar = await TestSidecar.StartAsync(Yaml.Component("hook", "bindings.http", metadata: ("url", $"http://127.0.0.1:{target.Port}/hook")));

        var good = await sidecar.PostAsync("/v1.0/bindings/hook", """{"operation":"create","data":{"a":1},"metadata":{"path":"/ok","X-Key":"v","lower":"no"}}""");
        var bad = await sidecar.PostAsync("/v1.0/bindings/hook", """{"operation":"post","data":"text","metadata":{"path":"/bad"}}""");
        var tolerated = await sidecar.PostAsync("/v1.0/bindings/hook", """{"operation":"post","metadata":{"path":"/bad","errorIfNot2XX":"false"}}""");
        var unknown = await sidecar.PostAsync("/v1.0/bindings/nope", """{"operation":"post"}""");

        Assert.Equal("\"done\"", await good.Content.ReadAsStringAsync());
        Assert.Equal("200", good.Headers.GetValues("metadata.statusCode").Single());
        Assert.Equal(("{\"a\":1}", "v"), (target.Of("/hook/ok")[0].Body, target.Of("/hook/ok")[0].Headers["X-Key"]));
        Assert.False(target.Of("/hook/ok")[0].Headers.ContainsKey("lower"));
        Assert.Equal("\"text\"", target.Of("/hook/bad")[0].Body);
        Assert.Equal(HttpStatusCode.InternalServerError, bad.StatusCode);
        Assert.Equal("422", bad.Headers.GetValues("metadata.statusCode").Single());
        Assert.Equal(HttpStatusCode.NoContent, tolerated.StatusCode);
        Assert.Contains("ERR_INVOKE_OUTPUT_BINDING", await unknown.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(405, true)]
    [InlineData(404, false)]
    public async Task CronBinding_FiresOnlyWhenTheAppTakesIt(int options, bool fires)
    {
        var elapsed = new TaskCompletionSource();
        await using var app = (await TestApp.StartAsync()).On("/tick", (context, call) =>
        {
            context.Response.StatusCode = call.Method == "OPTIONS" ? options : 200;
            return Task.CompletedTask;
        }).On("/tock", (context, call) =>
        {
            elapsed.TrySetResult();
            return Task.CompletedTask;
        });
        await using var sidecar = await TestSidecar.StartAsync(Yaml.Join(
            Yaml.Component("tick", "bindings.cron", metadata: ("schedule", "@every 100ms")), Yaml.Component("tock", "bindings.cron", metadata: ("schedule", "@every 1s"))), "app", app);

        await app.WaitForAsync("/tock", 3);

        Assert.Equal(fires, app.Of("/tick").Any(call => call.Method == "POST"));
        Assert.True(app.Of("/tock").Last().Headers.ContainsKey("readTimeUTC"));
    }

    [Theory]
    [InlineData("*/15 * * * *", "2026-01-01T10:14:59Z", "2026-01-01T10:15:00Z")]
    [InlineData("30 0 9 * * 1-5", "2026-01-02T09:00:30Z", "2026-01-05T09:00:30Z")]
    [InlineData("0 0 29 2 *", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00Z")]
    [InlineData("@daily", "2026-12-31T00:00:00Z", "2027-01-01T00:00:00Z")]
    [InlineData("@every 1h30m", "2026-01-01T00:00:00Z", "2026-01-01T01:30:00Z")]
    public void CronSchedule_FindsTheNextFiring(string schedule, string after, string expected) =>
        Assert.Equal(DateTimeOffset.Parse(expected, null), CronSchedule.Parse(schedule).Next(DateTimeOffset.Parse(after, null)));

    [Fact]
    public async Task Secrets_AreFlattened_AndErrorsAreAsDocumented()
    {
        var folder = Directory.CreateTempSubdirectory("sidecar-tests-secrets-");
        var file = Path.Combine(folder.FullName, "s.json");
        await File.WriteAllTextAsync(file, """{"plain":"v","nested":{"a":{"b":"deep"},"list":["x"]}}""");
        await using var sidecar = await TestSidecar.StartAsync(Yaml.Component("s", "secretstores.local.file", metadata: ("secretsFile", file)));

        Assert.Equal("""{"nested:a:b":"deep"}""", await sidecar.Http.GetStringAsync("/v1.0/secrets/s/nested%3Aa%3Ab"));
        Assert.Contains("\"nested:list:0\":{\"nested:list:0\":\"x\"}", await sidecar.Http.GetStringAsync("/v1.0/secrets/s/bulk"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.InternalServerError, (await sidecar.Http.GetAsync("/v1.0/secrets/s/none")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await sidecar.Http.GetAsync("/v1.0/secrets/other/none")).StatusCode);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Lock_IsHeldByOneOwner_AndGivenBackByItOnly()
    {
        await using var sidecar = await TestSidecar.StartAsync(await RedisComponentAsync("lock.redis"), Guid.NewGuid().ToString("N"));
        const string A = """{"resourceId":"r","lockOwner":"a","expiryInSeconds":30}""";
        const string B = """{"resourceId":"r","lockOwner":"b","expiryInSeconds":30}""";

        Assert.Equal("""{"success":true}""", await BodyAsync(sidecar.PostAsync("/v1.0-alpha1/lock/c", A)));
        Assert.Equal("""{"success":false}""", await BodyAsync(sidecar.PostAsync("/v1.0-alpha1/lock/c", A)));
        Assert.Equal("""{"status":2}""", await BodyAsync(sidecar.PostAsync("/v1.0-alpha1/unlock/c", B)));
        Assert.Equal("""{"status":0}""", await BodyAsync(sidecar.PostAsync("/v1.0-alpha1/unlock/c", A)));
        Assert.Equal("""{"status":1}""", await BodyAsync(sidecar.PostAsync("/v1.0-alpha1/unlock/c", A)));
        Assert.Equal(HttpStatusCode.BadRequest, (await sidecar.PostAsync("/v1.0-alpha1/lock/c", """{"resourceId":"","lockOwner":"a"}""")).StatusCode);
    }

    [Fact]
    public async Task Configuration_IsRead_AndChangesArePushedToTheApp()
    {
        var key = "k" + Guid.NewGuid().ToString("N");
        await using var redis = await ConnectionMultiplexer.ConnectAsync((await servers.RedisAsync()).ConnectionString);
        await redis.GetDatabase().ExecuteAsync("CONFIG", "SET", "notify-keyspace-events", "KEA");
        await redis.GetDatabase().StringSetAsync(key, "one||1");
        await using var app = (await TestApp.StartAsync()).On($"/configuration/c/{key}", 200);
        await using var sidecar = await TestSidecar.StartAsync(await RedisComponentAsync("configuration.redis"), "app", app);

        var read = await sidecar.Http.GetStringAsync($"/v1.0/configuration/c?key={key}&key=none");
        using var subscribed = JsonDocument.Parse(await sidecar.Http.GetStringAsync($"/v1.0/configuration/c/subscribe?key={key}"));
        await redis.GetDatabase().StringSetAsync(key, "two||2");
        await app.WaitForAsync($"/configuration/c/{key}", 1);
        var id = subscribed.RootElement.GetProperty("id").GetString();

        Assert.Equal($$$"""{"{{{key}}}":{"value":"one","version":"1"}}""", read);
        Assert.Contains($$$"""{"{{{key}}}":{"value":"two","version":"2"}}""", app.Of($"/configuration/c/{key}").First().Body, StringComparison.Ordinal);
        Assert.Equal("""{"ok":true}""", await sidecar.Http.GetStringAsync($"/v1.0/configuration/c/{id}/unsubscribe"));
        Assert.Equal(HttpStatusCode.NoContent, (await sidecar.Http.GetAsync("/v1.0/configuration/c?key=none")).StatusCode);
    }

    private static async Task<string> BodyAsync(Task<HttpResponseMessage> answer) => await (await answer).Content.ReadAsStringAsync();
}
