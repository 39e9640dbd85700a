using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using OpenClaw.Policy.Features.Documents;
using OpenClaw.Policy.Features.Policies;

namespace OpenClaw.Policy.Tests.Rules;

/// <summary>What a decision costs with seven domains in four scopes. Figures, not promises: run it on a quiet machine with POLICY_MEASURE=1.</summary>
public sealed class DecisionCostTests(ITestOutputHelper output)
{
    private const int Rounds = 20_000;

    [Theory]
    [InlineData("something_new")]
    [InlineData("github_issue_read")]
    [InlineData("email_send")]
    [InlineData("briefing_generate")]
    [InlineData("model_call")]
    [InlineData("agent_exchange_query")]
    public void Decision_WithSevenDomainsAndFourScopes_IsMeasured(string action)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("POLICY_MEASURE") == "1", "Set POLICY_MEASURE=1 to measure.");
        var rules = ShippedRules.Of([.. PolicyDomains.All.Keys.SelectMany(domain => new Func<string, string, ActiveDocument>[] { A.Enterprise, A.Org, A.Team, A.User }
            .Select(scope => scope(domain, ShippedRules.BaselineOf(domain))))]);
        var input = Encoding.UTF8.GetBytes(A.Input(action, additional: new JsonObject { ["provider"] = "self-hosted", ["exchange_type"] = "information_query", ["source_tenant"] = "acme", ["target_tenant"] = "acme" }).ToJsonString());
        for (var round = 0; round < 3000; round++)
        {
            rules.Evaluate(input);
        }

        var times = new double[Rounds];
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            rules.Evaluate(input);
            times[round] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / Rounds;
        Array.Sort(times);
        output.WriteLine($"{action}: P50 {times[Rounds / 2]:0} us, P95 {times[Rounds * 95 / 100]:0} us, P99 {times[Rounds * 99 / 100]:0} us, {bytes} bytes");
        Assert.True(times[Rounds / 2] > 0);
    }
}
