using System.Text.Json;
using OpenClaw.Testing;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>What is refused to a person is told to those who look after the company's log (<c>alert_on_deny</c>), and to nobody else.</summary>
[Collection(SystemTestGroup.Name)]
public sealed class RefusalAlarmTests(SharedSystem system)
{
    private const int Limit = 8 * 60_000;

    /// <summary>Refusals are looked for once a minute.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    private Door Door => system.Door;

    [Fact(Timeout = Limit)]
    public async Task RefusedAct_ReachesAuditorAndAdministrator_InOneNotificationThatIsCountedUp()
    {
        SharedSystem.RequireServers();
        Assert.SkipWhen(DateTime.UtcNow.AddMinutes(8).Date != DateTime.UtcNow.Date, "The count begins anew at midnight.");
        var action = $"model_call_{Guid.NewGuid():N}"[..24];
        await BeRefusedAsync(action, times: 2);

        var first = await ToldAsync("aud", action, count: 2);
        await ToldAsync("eve", action, count: 2);
        Assert.Contains("/api/v1/audit?outcome=denied&from=", Word(first, "link"), StringComparison.Ordinal);
        foreach (var person in (string[])["sarah", "olga", "gus"])
        {
            Assert.DoesNotContain(action, (await InboxAsync(person)).Text, StringComparison.Ordinal);
        }

        // Read, and new again when there is more of it.
        Assert.Equal(200, (await Door.PostAsync(await Door.TokenAsync("aud"), $"/api/v1/notifications/{Word(first, "id")}/read", new { })).Status);
        await BeRefusedAsync(action, times: 3);
        var second = await ToldAsync("aud", action, count: 5, isNew: true);
        Assert.Equal(Word(first, "id"), Word(second, "id"));
    }

    /// <summary>Restricted data may go to no model of somebody else.</summary>
    private async Task BeRefusedAsync(string action, int times)
    {
        var sarah = await Door.TokenAsync("sarah");
        var question = new { action, context = new { dataClassification = "restricted", additional = new { provider = "openai", model = "one" } } };
        var (answer, inVain) = await Door.InsistAsync(HttpMethod.Post, sarah, "/api/v1/policies/evaluate/batch", new { requests = Enumerable.Repeat(question, times) });
        Assert.True(answer.Status == 200, answer.ToString());
        Assert.All(answer.Json.GetProperty("answers").EnumerateArray(), one => Assert.Equal("deny", Word(one, "decision")));
        Assert.SkipWhen(inVain.Count > 0, "An attempt that got no answer in time may have left refusals too: the count is not known.");
    }

    private async Task<JsonElement> ToldAsync(string person, string action, int count, bool isNew = false)
    {
        JsonElement? told = null;
        var last = "";
        await Eventually.AsyncTrue(
            async _ =>
            {
                var inbox = await InboxAsync(person);
                last = inbox.ToString();
                var refused = inbox.Json.GetProperty("items").EnumerateArray().Where(entry => Word(entry, "kind") == "actions_refused").ToArray();
                told = refused.Where(entry => Word(entry, "text")!.Contains($" {count} x {action} (policy ", StringComparison.Ordinal)).Select(entry => (JsonElement?)entry).FirstOrDefault();
                return told is { } entry && (!isNew || !entry.TryGetProperty("readAt", out var _));
            },
            Patience, $"{person} is told of {count} refusals", () => last, Ended);
        return told!.Value;
    }

    private async Task<DoorAnswer> InboxAsync(string person)
    {
        var inbox = await Door.GetAsync(await Door.TokenAsync(person), "/api/v1/notifications?limit=200");
        Assert.True(inbox.Status == 200, inbox.ToString());
        return inbox;
    }

    private static string? Word(JsonElement entry, string name) => entry.TryGetProperty(name, out var value) ? value.GetString() : null;
}
