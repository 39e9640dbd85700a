using System.Net;
using OpenClaw.Sidecar.Conformance.Support;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Conformance.Bindings;

/// <summary>HTTP reference 7.2 with the cron binding: discovery, events, direction and route.</summary>
public sealed class InputBindingTests
{
    private const string EverySecond = "@every 1s";

    [Fact]
    public async Task App_IsAskedByOptions_AndGetsEvents_UnlessItAnswers404()
    {
        await using var app = (await TestApp.StartAsync()).On("/taken", 200).On("/unwilling", 405);
        await using var sidecar = await SidecarProcess.StartAsync(Yaml.Join(Cron("taken"), Cron("unwilling"), Cron("absent")), app);

        var taken = (await app.WaitForAsync("/taken", 2))[0];
        await app.WaitForAsync("/unwilling", 1);

        Assert.Single(app.Of("OPTIONS", "/taken"));
        Assert.Single(app.Of("OPTIONS", "/absent"));
        Assert.Empty(app.Of("POST", "/absent"));
        Assert.Equal("", taken.Body);
        Assert.Equal("application/json", taken.Headers["Content-Type"]);
        Assert.NotEmpty(taken.Headers["timeZone"]);
        Assert.NotEmpty(taken.Headers["readTimeUTC"]);
    }

    [Fact]
    public async Task DirectionInput_IsNotAsked_AndRouteNamesThePath()
    {
        await using var app = (await TestApp.StartAsync()).On("/somewhere/else", 200);
        await using var sidecar = await SidecarProcess.StartAsync(
            Yaml.Component("tick", "bindings.cron", ("schedule", EverySecond), ("direction", "input"), ("route", "/somewhere/else")), app);

        await app.WaitForAsync("/somewhere/else");

        Assert.DoesNotContain(app.Calls, call => call.Method == "OPTIONS");
    }

    [Fact]
    public async Task Schedule_MayHaveSecondsOrEvery()
    {
        string[] schedules = ["* * * * * *", "*/1 * * * * *", "@every 900ms", "@every 1s"];
        await using var app = await TestApp.StartAsync();
        foreach (var number in Enumerable.Range(0, schedules.Length))
        {
            app.On($"/tick{number}", 200);
        }
        await using var sidecar = await SidecarProcess.StartAsync(Yaml.Join([.. schedules.Select((schedule, number) => Yaml.Component($"tick{number}", "bindings.cron", ("schedule", schedule)))]), app);

        foreach (var number in Enumerable.Range(0, schedules.Length))
        {
            await app.WaitForAsync($"/tick{number}", 2);
        }
    }

    [Fact]
    public async Task AppThatFails_GetsTheNextEventAllTheSame()
    {
        await using var app = (await TestApp.StartAsync()).On("/tick", 500);
        await using var sidecar = await SidecarProcess.StartAsync(Cron("tick"), app);

        await app.WaitForAsync("/tick", 2);

        await (await sidecar.GetAsync("/v1.0/healthz")).IsEmptyAsync();
    }

    [Fact]
    public async Task InboundPolicy_RepeatsAnEvent_TillTheAppAnswers200()
    {
        var attempts = 0;
        await using var app = (await TestApp.StartAsync()).On("/tick", (context, call) =>
        {
            context.Response.StatusCode = call.Method == "OPTIONS" || Interlocked.Increment(ref attempts) % 3 == 0 ? 200 : 503;
            return Task.CompletedTask;
        });
        await using var sidecar = await SidecarProcess.StartAsync(Yaml.Join(Yaml.Component("tick", "bindings.cron", ("schedule", "@every 3s")), Yaml.Resiliency(
            "  policies:\n    retries:\n      few: {policy: constant, duration: 20ms, maxRetries: 5}\n  targets:\n    components:\n      tick:\n        inbound: {retry: few}\n")), app);

        var calls = await app.WaitForAsync("/tick", 3);

        Assert.Single(calls.Take(3).Select(call => call.Headers["readTimeUTC"]).Distinct());
    }

    [Fact]
    public async Task AppToken_IsSentWithEvents()
    {
        await using var app = (await TestApp.StartAsync()).On("/tick", 200);
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarSettings
        {
            Resources = Cron("tick"),
            App = app,
            Environment = new Dictionary<string, string> { ["APP_API_TOKEN"] = "for-the-app" },
        });

        Assert.Equal("for-the-app", (await app.WaitForAsync("/tick"))[0].Headers["dapr-api-token"]);
    }

    [Fact]
    public async Task WhileTheAppIsUnhealthy_NoEventsCome()
    {
        var healthy = true;
        await using var app = (await TestApp.StartAsync()).On("/tick", 200).On("/healthz", (context, _) =>
        {
            context.Response.StatusCode = healthy ? 200 : 503;
            return Task.CompletedTask;
        });
        await using var sidecar = await SidecarProcess.StartAsync(Cron("tick"), app, null,
            "--enable-app-health-check", "--app-health-probe-interval", "1", "--app-health-threshold", "1");
        await app.WaitForAsync("/tick");

        healthy = false;
        var before = app.Of("/healthz").Length;
        await Eventually.True(() => app.Of("/healthz").Length >= before + 3, TimeSpan.FromSeconds(20), "the probe failed several times");
        var seen = app.Of("POST", "/tick").Length;
        await Eventually.True(() => app.Of("/healthz").Length >= before + 6, TimeSpan.FromSeconds(20), "more probes failed");
        var later = app.Of("POST", "/tick").Length;
        healthy = true;

        Assert.Equal(seen, later);
        await app.WaitForAsync("/tick", seen + 1);
    }

    [Theory]
    [InlineData("every now and then")]
    [InlineData("61 * * * * *")]
    [InlineData("* * *")]
    public async Task ScheduleThatIsNone_StopsTheStart(string schedule)
    {
        var output = await SidecarProcess.StartFailsAsync(new SidecarSettings { Resources = Yaml.Component("tick", "bindings.cron", ("schedule", schedule)) });

        Assert.Contains("tick", output);
    }

    [Fact]
    public async Task CronBinding_IsNoOutput()
    {
        await using var sidecar = await SidecarProcess.StartAsync(Cron("tick"));

        var answer = await sidecar.PostAsync("/v1.0/bindings/tick", """{"operation":"create"}""");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
    }

    private static string Cron(string name) => Yaml.Component(name, "bindings.cron", ("schedule", EverySecond));
}
