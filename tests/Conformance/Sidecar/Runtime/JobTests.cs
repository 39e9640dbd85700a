using System.Globalization;
using System.Text.Json;
using OpenClaw.Sidecar.Conformance.Support;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Conformance.Runtime;

/// <summary>HTTP reference 12: scheduling, firing and forgetting jobs.</summary>
public sealed class JobTests(JobTests.Fixture jobs) : IClassFixture<JobTests.Fixture>
{
    private static string Name() => "job-" + Guid.NewGuid().ToString("N")[..8];

    [Theory]
    [InlineData("v1.0")]
    [InlineData("v1.0-alpha1")]
    public async Task Job_WithDueTime_FiresOnceWithItsData(string version)
    {
        var name = Name();
        jobs.App.On($"/job/{name}", 200);

        await (await jobs.Sidecar.PostAsync($"/{version}/jobs/{name}", """{"dueTime":"100ms","data":{"n":1}}""")).IsEmptyAsync();

        var call = (await jobs.App.WaitForAsync($"/job/{name}"))[0];
        Assert.Equal("""{"n":1}""", call.Body);
        Assert.Equal("application/json", call.Headers["Content-Type"]);
        Assert.Equal(call.Bytes.Length.ToString(CultureInfo.InvariantCulture), call.Headers["Content-Length"]);
        await Eventually.AsyncTrue(
            async token => (int)(await jobs.Sidecar.Http.GetAsync($"/v1.0/jobs/{name}", token)).StatusCode == 500, TimeSpan.FromSeconds(10), "it is gone afterwards");
    }

    [Fact]
    public async Task Job_WithSchedule_RepeatsAsOftenAsAsked()
    {
        var name = Name();
        jobs.App.On($"/job/{name}", 204);

        await (await jobs.Sidecar.PostAsync($"/v1.0/jobs/{name}", """{"schedule":"@every 1s","repeats":2}""")).IsEmptyAsync();
        await jobs.App.WaitForAsync($"/job/{name}", 2);
        await Task.Delay(1500);

        Assert.Equal(2, jobs.App.Of($"/job/{name}").Length);
    }

    [Fact]
    public async Task Job_Get_AnswersWhatWasScheduled()
    {
        var name = Name();
        await (await jobs.Sidecar.PostAsync($"/v1.0/jobs/{name}", """{"schedule":"0 30 3 * * *","repeats":5,"data":"text","ttl":"2h"}""")).IsEmptyAsync();

        var job = await (await jobs.Sidecar.GetAsync($"/v1.0/jobs/{name}")).JsonAsync();

        Assert.Equal((name, "0 30 3 * * *"), (job.GetProperty("name").GetString(), job.GetProperty("schedule").GetString()));
        Assert.Equal(5, job.GetProperty("repeats").GetInt32());
        Assert.Equal("type.googleapis.com/google.protobuf.Value", job.GetProperty("data").GetProperty("@type").GetString());
        Assert.Equal("text", job.GetProperty("data").GetProperty("value").GetString());
        Assert.Equal(JsonValueKind.String, job.GetProperty("ttl").ValueKind);
    }

    [Fact]
    public async Task Job_Delete_IsFineForKnownAndUnknownOnes()
    {
        var name = Name();
        await (await jobs.Sidecar.PostAsync($"/v1.0/jobs/{name}", """{"dueTime":"1h"}""")).IsEmptyAsync();

        await (await jobs.Sidecar.SendAsync(HttpMethod.Delete, $"/v1.0/jobs/{name}")).IsEmptyAsync();
        await (await jobs.Sidecar.SendAsync(HttpMethod.Delete, $"/v1.0/jobs/{name}")).IsEmptyAsync();

        await (await jobs.Sidecar.GetAsync($"/v1.0/jobs/{name}")).IsErrorAsync(500, "DAPR_SCHEDULER_GET_JOB", "DAPR_SCHEDULER_GET_JOB");
    }

    [Fact]
    public async Task Job_ThatExists_IsKeptUnlessOverwritten()
    {
        var name = Name();
        await (await jobs.Sidecar.PostAsync($"/v1.0/jobs/{name}", """{"dueTime":"1h"}""")).IsEmptyAsync();

        await (await jobs.Sidecar.PostAsync($"/v1.0/jobs/{name}", """{"dueTime":"2h"}""")).IsErrorAsync(409, "DAPR_SCHEDULER_SCHEDULE_JOB", "DAPR_SCHEDULER_SCHEDULE_JOB");
        await (await jobs.Sidecar.PostAsync($"/v1.0/jobs/{name}", """{"due_time":"2h","overwrite":true}""")).IsEmptyAsync();

        Assert.Equal("2h", (await (await jobs.Sidecar.GetAsync($"/v1.0/jobs/{name}")).JsonAsync()).GetProperty("dueTime").GetString());
    }

    [Theory]
    [InlineData("{}", 400, "DAPR_SCHEDULER_SCHEDULE_EMPTY")]
    [InlineData("""{"name":"x","dueTime":"1s"}""", 400, "DAPR_SCHEDULER_JOB_NAME")]
    [InlineData("""{"schedule":"every now and then"}""", 400, "DAPR_SCHEDULER_SCHEDULE_JOB")]
    [InlineData("not json", 400, "ERR_MALFORMED_REQUEST")]
    public async Task Job_BadRequest_IsAnsweredByItsCause(string body, int status, string code) =>
        await (await jobs.Sidecar.PostAsync($"/v1.0/jobs/{Name()}", body)).IsErrorAsync(status, code);

    [Theory]
    [InlineData("""{"drop":{}}""", 500, 1)]
    [InlineData("""{"constant":{"interval":"50ms","maxRetries":2}}""", 500, 3)]
    [InlineData("""{"constant":{"interval":"50ms","max_retries":2}}""", 404, 1)]
    public async Task Job_ThatFails_FollowsItsFailurePolicy(string policy, int status, int attempts)
    {
        var name = Name();
        jobs.App.On($"/job/{name}", status);

        await (await jobs.Sidecar.PostAsync($"/v1.0/jobs/{name}", $$"""{"dueTime":"0s","failurePolicy":{{policy}}}""")).IsEmptyAsync();
        await jobs.App.WaitForAsync($"/job/{name}", attempts);
        await Task.Delay(400);

        Assert.Equal(attempts, jobs.App.Of($"/job/{name}").Length);
    }

    [Fact]
    public async Task Job_SurvivesTheSidecar()
    {
        var name = Name();
        jobs.App.On($"/job/{name}", 200);
        await (await jobs.Sidecar.PostAsync($"/v1.0/jobs/{name}", """{"dueTime":"3s","data":1}""")).IsEmptyAsync();

        await jobs.Sidecar.KillAsync();
        await jobs.Sidecar.RestartAsync();

        await jobs.App.WaitForAsync($"/job/{name}", 1, deadline: TimeSpan.FromSeconds(30));
    }

    public sealed class Fixture(Servers servers) : SkippableFixture
    {
        private ControlPlane? _plane;
        private TestApp? _app;
        private SidecarProcess? _sidecar;

        public TestApp App => Started(_app!);

        public SidecarProcess Sidecar => Started(_sidecar!);

        protected override async Task StartAsync()
        {
            _plane = await ControlPlane.StartAsync(scheduler: true);
            _app = await TestApp.StartAsync();
            _sidecar = await SidecarProcess.StartAsync(new SidecarSettings
            {
                App = _app,
                Flags = _plane.Flags,
                Resources = Yaml.Component("actors", "state.redis", ("redisHost", await servers.RedisHostAsync()), ("actorStateStore", "true")),
            });
        }

        protected override IEnumerable<IAsyncDisposable?> Parts => [_sidecar, _app, _plane];
    }
}
