using OpenClaw.Contracts;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>
/// The six things a kill switch can stop, through two replicas of the gateway: whom it covers is refused by both, somebody else goes
/// on, and the release lets everybody go on. The other company plays the enterprise that is stopped.
/// </summary>
[Collection(DoubledTestGroup.Name)]
public sealed class KillSwitchTargetTests(DoubledSystem system, ITestOutputHelper output)
{
    private const int Limit = 3 * 60_000;

    // The promise is two seconds; a machine that does other things too gets more.
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(10);

    private Door Door => system.Door;

    [Theory(Timeout = Limit)]
    [InlineData("enterprise", null, "gus", "vera", "sarah")]
    [InlineData("org", "engineering", "eve", "sarah", "nina")]
    [InlineData("team", "platform", "eve", "mike", "nina")]
    [InlineData("user", "mike", "eve", "mike", "sarah")]
    [InlineData("connector", "gdrive", "eve", "sarah", null)]
    [InlineData("agent", "agent-7", "eve", "sarah", null)]
    public async Task Target_Stopped_IsRefusedByBothDoors_AndNobodyElseIs(string kind, string? target, string administrator, string stopped, string? other)
    {
        SharedSystem.RequireServers();
        var (admin, whom) = (await Door.TokenAsync(administrator), await Door.TokenAsync(stopped));
        await DoubledSystem.UntilBothAsync($"{stopped} may read", async () => await RefusalAsync(whom, "gdrive_read", "agent-7") is null);

        await using var stop = await PressedSwitch.PressAsync(Door, admin, kind, target);
        string? refusal = null;
        var took = await DoubledSystem.UntilBothAsync(
            $"both doors refuse {stopped}", async () => (refusal = await RefusalAsync(whom, "gdrive_read", "agent-7")) is not null);
        output.WriteLine($"{kind}: refused by both {took.TotalMilliseconds:0} ms after the switch was answered, at the latest");

        Assert.True(took < Promise, $"{took}");
        Assert.Contains(PressedSwitch.Reason, refusal, StringComparison.Ordinal);
        Assert.Null(other is null ? await RefusalAsync(whom, "jira_read", "agent-8") : await RefusalAsync(await Door.TokenAsync(other), "gdrive_read", "agent-7"));

        await stop.ReleaseAsync("the exercise is over");
        await DoubledSystem.UntilBothAsync($"{stopped} may read again", async () => await RefusalAsync(whom, "gdrive_read", "agent-7") is null);
    }

    /// <summary>Why a kill switch refuses the action of the person's assistant; null when none does.</summary>
    private async Task<string?> RefusalAsync(string token, string action, string agent)
    {
        var answer = await Door.EvaluateAsync(token, new { action, context = new { dataClassification = "internal", additional = new { agent } } });

        // Who is stopped does not even get in; who is not gets an answer, which may name what they touch as stopped.
        if (answer.Code == ErrorCodes.PolicyDenied)
        {
            return answer.Text;
        }

        Assert.True(answer.Status == 200, answer.ToString());
        return answer.Json.GetProperty("policyApplied").GetString()!.StartsWith("kill-switch:", StringComparison.Ordinal) ? answer.Text : null;
    }
}
