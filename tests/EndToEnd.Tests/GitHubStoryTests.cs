using OpenClaw.Faults;
using OpenClaw.Journeys;
using OpenClaw.Testing;

namespace OpenClaw.EndToEnd.Tests;

[Collection(SystemTestGroup.Name)]
public sealed class GitHubStoryTests(SharedSystem system, ITestOutputHelper output)
{
    // Far more than it takes; a hang must not hold the build for ever.
    private const int LimitMilliseconds = 8 * 60_000;

    private static string? Recorded =>
        SolutionPaths.Shared is null ? null : Path.Combine(SolutionPaths.Shared, "data", "github-webhooks");

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Delivery_BecomesAGovernedAuditedRankedBriefing()
    {
        SharedSystem.RequireServers();
        await using var text = new StringWriter();
        var report = new JourneyReport(text);
        var options = new JourneyOptions(system.Running.Gateway, system.Running.Identity, null, system.Running.Data, Recorded, 1);

        await new GitHubJourney(system.Http, options, report).RunAsync(TestContext.Current.CancellationToken);

        output.WriteLine(text.ToString());
        Assert.Empty(report.Failures);
        Assert.True(report.Passed > 0);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Replay_WhileProcessesAreKilled_LeavesWhatAnUndisturbedOneLeaves()
    {
        SharedSystem.RequireServers();
        var deliveries = DeliveryPlay.Everything(null);
        string[] victims = ["connector-dapr", "connector", "redis", "rabbitmq", "postgres"];
        await using var lines = new StringWriter();

        // The same deliveries into two systems: one in peace, one in which process after process is killed.
        SystemState expected;
        await using (var calm = await RunningSystem.StartAsync([], TestContext.Current.CancellationToken))
        {
            expected = await new Replay(system.Http, calm, lines).RunAsync(deliveries, 1, [], TestContext.Current.CancellationToken);
        }

        await using var rough = await RunningSystem.StartAsync([], TestContext.Current.CancellationToken);
        var actual = await new Replay(system.Http, rough, lines).RunAsync(deliveries, 1, victims, TestContext.Current.CancellationToken);

        output.WriteLine(lines.ToString());
        output.WriteLine($"{expected}\n{actual}");
        Assert.NotEmpty(expected.Tasks);
        Assert.NotEmpty(expected.Audit);
        var differences = expected.DifferencesTo(actual);
        Assert.True(differences.Count == 0, string.Join('\n', differences.Take(50)));
    }
}
