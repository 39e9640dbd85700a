using System.Text;
using Dapr.Jobs;
using Dapr.Jobs.Extensions;
using Dapr.Jobs.Models;
using Dapr.Jobs.Models.Responses;
using OpenClaw.Dapr.Tests.Client;
using DayOfWeek = Dapr.Jobs.DayOfWeek;

namespace OpenClaw.Dapr.Tests.Jobs;

public sealed class JobsClientTests : ClientTest
{
    private static readonly DateTimeOffset Instant = new(2031, 2, 3, 4, 5, 6, TimeSpan.Zero);

    [Fact]
    public async Task Job_IsWrittenWithEverythingSaid()
    {
        using var jobs = Build();

        await jobs.ScheduleJobWithPayloadAsync(
            "back/up", DaprJobSchedule.FromDuration(TimeSpan.FromSeconds(90)), new { depth = 3 }, repeats: 4, ttl: Instant, overwrite: true,
            failurePolicyOptions: new JobFailurePolicyConstantOptions(TimeSpan.FromSeconds(2)) { MaxRetries = 5 });

        Assert.Equal("/v1.0/jobs/back%2Fup", Server.Only.Target);
        Assert.Equal(
            """{"schedule":"@every 1m30s","repeats":4,"ttl":"2031-02-03T04:05:06.0000000\u002B00:00","overwrite":true,"data":{"depth":3},"failurePolicy":{"constant":{"interval":"2000ms","maxRetries":5}}}""",
            Server.Only.Body);
    }

    [Fact]
    public async Task JobAtAnInstant_IsWrittenAsDueTime()
    {
        using var jobs = Build();

        await jobs.ScheduleJobWithPayloadAsync("once", DaprJobSchedule.FromDateTime(Instant), "text, no JSON", failurePolicyOptions: new JobFailurePolicyDropOptions());

        Assert.Equal("""{"dueTime":"2031-02-03T04:05:06.0000000\u002B00:00","data":"text, no JSON","failurePolicy":{"drop":{}}}""", Server.Only.Body);
    }

    [Fact]
    public async Task Job_IsReadAsItIsKept()
    {
        Server.Answers(200, """
            {"name":"j","schedule":"@every 5s","repeats":2,"ttl":"2031-02-03T04:05:06Z","failurePolicy":{"constant":{"interval":"1.500s","maxRetries":3}},
             "data":{"@type":"type.googleapis.com/google.protobuf.Value","value":{"depth":3}}}
            """);
        using var jobs = Build();

        var job = await jobs.GetJobAsync("j");

        Assert.True(job.Schedule.IsDurationExpression);
        Assert.Equal((2, Instant), (job.RepeatCount, job.Ttl));
        Assert.Equal("""{"depth":3}""", Encoding.UTF8.GetString(job.Payload!));
        Assert.Equal(new ConfiguredConstantFailurePolicy(true, 3, TimeSpan.FromSeconds(1.5)), job.FailurePolicy);
    }

    [Fact]
    public void CronExpression_HasSixFields()
    {
        var builder = new CronExpressionBuilder()
            .On(OnCronPeriod.Second, 30, 0)
            .Every(EveryCronPeriod.Minute, 5)
            .Through(ThroughCronPeriod.Hour, 8, 17)
            .On(MonthOfYear.March, MonthOfYear.January)
            .Through(DayOfWeek.Monday, DayOfWeek.Friday);

        var schedule = DaprJobSchedule.FromCronExpression(builder);

        Assert.Equal("0,30 */5 8-17 * JAN,MAR MON-FRI", schedule.ExpressionValue);
        Assert.True(schedule.IsCronExpression);
        Assert.False(schedule.IsPrefixedPeriodExpression);
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.On(OnCronPeriod.Hour, 24));
    }

    private DaprJobsClient Build() => new DaprJobsClientBuilder().UseHttpEndpoint(Server.Address).Build();
}
