using System.Text.Json;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>What is refused to a person is told to those who look after the company's log (<c>alert_on_deny</c>), and to nobody else.</summary>
[Collection(SystemTestGroup.Name)]
public sealed class RefusalAlarmTests(SharedSystem system)
{
    private const int Limit = 8 * 60_000;

    private Door Door => system.Door;

    private Inbox Inbox => new(Door);

    [Fact(Timeout = Limit)]
    public async Task RefusedAct_ReachesAuditorAndAdministrator_InOneNotificationThatIsCountedUp()
    {
        SharedSystem.RequireServers();
        Assert.SkipWhen(DateTime.UtcNow.AddMinutes(8).Date != DateTime.UtcNow.Date, "The count begins anew at midnight.");
        var action = $"model_call_{Guid.NewGuid():N}"[..24];
        await BeRefusedAsync(action, times: 2);

        var (first, count) = await ToldAsync("aud", action, atLeast: 2);
        await ToldAsync("eve", action, atLeast: 2);
        Assert.Contains("/api/v1/audit?outcome=denied&from=", Inbox.Word(first, "link"), StringComparison.Ordinal);
        foreach (var person in (string[])["sarah", "olga", "gus"])
        {
            Assert.DoesNotContain(action, (await Inbox.OfAsync(person)).Text, StringComparison.Ordinal);
        }

        // Read, and new again when there is more of it.
        Assert.Equal(200, (await Door.PostAsync(await Door.TokenAsync("aud"), $"/api/v1/notifications/{Inbox.Word(first, "id")}/read", new { })).Status);
        await BeRefusedAsync(action, times: 3);
        var (second, _) = await ToldAsync("aud", action, atLeast: count + 3, isNew: true);
        Assert.Equal(Inbox.Word(first, "id"), Inbox.Word(second, "id"));
    }

    /// <summary>Restricted data may go to no model of somebody else. An attempt that got no answer in time may leave refusals too.</summary>
    private async Task BeRefusedAsync(string action, int times)
    {
        var sarah = await Door.TokenAsync("sarah");
        var question = new { action, context = new { dataClassification = "restricted", additional = new { provider = "openai", model = "one" } } };
        var (answer, _) = await Door.InsistAsync(HttpMethod.Post, sarah, "/api/v1/policies/evaluate/batch", new { requests = Enumerable.Repeat(question, times) });
        Assert.True(answer.Status == 200, answer.ToString());
        Assert.All(answer.Json.GetProperty("answers").EnumerateArray(), one => Assert.Equal("deny", Inbox.Word(one, "decision")));
    }

    private Task<(JsonElement Told, int Count)> ToldAsync(string person, string action, int atLeast, bool isNew = false) =>
        Inbox.ToldAsync(person, "actions_refused", $@" (\d+) x {action} \(policy ", atLeast, isNew);
}
