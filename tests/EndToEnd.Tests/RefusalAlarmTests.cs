using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
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

        var (first, count) = await ToldAsync("aud", action, atLeast: 2);
        await ToldAsync("eve", action, atLeast: 2);
        Assert.Contains("/api/v1/audit?outcome=denied&from=", Word(first, "link"), StringComparison.Ordinal);
        foreach (var person in (string[])["sarah", "olga", "gus"])
        {
            Assert.DoesNotContain(action, (await InboxAsync(person)).Text, StringComparison.Ordinal);
        }

        // Read, and new again when there is more of it.
        Assert.Equal(200, (await Door.PostAsync(await Door.TokenAsync("aud"), $"/api/v1/notifications/{Word(first, "id")}/read", new { })).Status);
        await BeRefusedAsync(action, times: 3);
        var (second, _) = await ToldAsync("aud", action, atLeast: count + 3, isNew: true);
        Assert.Equal(Word(first, "id"), Word(second, "id"));
    }

    /// <summary>Restricted data may go to no model of somebody else. An attempt that got no answer in time may leave refusals too.</summary>
    private async Task BeRefusedAsync(string action, int times)
    {
        var sarah = await Door.TokenAsync("sarah");
        var question = new { action, context = new { dataClassification = "restricted", additional = new { provider = "openai", model = "one" } } };
        var (answer, _) = await Door.InsistAsync(HttpMethod.Post, sarah, "/api/v1/policies/evaluate/batch", new { requests = Enumerable.Repeat(question, times) });
        Assert.True(answer.Status == 200, answer.ToString());
        Assert.All(answer.Json.GetProperty("answers").EnumerateArray(), one => Assert.Equal("deny", Word(one, "decision")));
    }

    /// <returns>The notification that names the action, and how many refusals of it.</returns>
    private async Task<(JsonElement Told, int Count)> ToldAsync(string person, string action, int atLeast, bool isNew = false)
    {
        (JsonElement Told, int Count)? found = null;
        var last = "";
        await Eventually.AsyncTrue(
            async _ =>
            {
                var inbox = await InboxAsync(person);
                last = inbox.ToString();
                found = inbox.Json.GetProperty("items").EnumerateArray()
                    .Where(entry => Word(entry, "kind") == "actions_refused")
                    .Select(entry => ((JsonElement, int)?)(entry, CountOf(Word(entry, "text")!, action)))
                    .FirstOrDefault(entry => entry!.Value.Item2 >= atLeast);
                return found is { Told: var entry } && (!isNew || !entry.TryGetProperty("readAt", out var _));
            },
            Patience, $"{person} is told of {atLeast} refusals", () => last, Ended);
        return found!.Value;
    }

    private static int CountOf(string text, string action) =>
        Regex.Match(text, $@" (\d+) x {action} \(policy ") is { Success: true } match ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;

    private async Task<DoorAnswer> InboxAsync(string person)
    {
        var inbox = await Door.GetAsync(await Door.TokenAsync(person), "/api/v1/notifications?limit=200");
        Assert.True(inbox.Status == 200, inbox.ToString());
        return inbox;
    }

    private static string? Word(JsonElement entry, string name) => entry.TryGetProperty(name, out var value) ? value.GetString() : null;
}
