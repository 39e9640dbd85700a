using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using OpenClaw.Testing;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>Access to restricted data is told to those who look after the company's log as soon as one policy asks for it (<c>alert_on_confidential_access</c>).</summary>
[Collection(SystemTestGroup.Name)]
public sealed class ConfidentialAccessAlarmTests(SharedSystem system)
{
    private const int Limit = 10 * 60_000;
    private const string Kind = "confidential_data_accessed";

    /// <summary>They are looked for once a minute.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    private Door Door => system.Door;

    [Fact(Timeout = Limit)]
    public async Task RestrictedExport_OfAPersonWhoAsksForIt_IsToldToAuditorAndAdministrator_AndOfOthersIsNot()
    {
        SharedSystem.RequireServers();
        Assert.SkipWhen(DateTime.UtcNow.AddMinutes(8).Date != DateTime.UtcNow.Date, "The count begins anew at midnight.");
        var (desk, sarah) = (new PolicyDesk(Door), await Door.TokenAsync("sarah"));
        var policy = await desk.CreateAsync(sarah, "user", "sarah", "audit", "alert_on_confidential_access: true", "I want to know who takes my data");
        Assert.True(policy.Status == 201, policy.ToString());
        try
        {
            await desk.EverywhereAsync(await Door.TokenAsync("eve"));
            await TakeOwnDataAsync("sarah");
            var (entry, exports) = await ToldAsync("aud", atLeast: 1);
            Assert.StartsWith("/api/v1/audit?", Word(entry, "link"), StringComparison.Ordinal);
            await ToldAsync("eve", exports);

            await TakeOwnDataAsync("mike");
            await TakeOwnDataAsync("sarah");
            Assert.Equal(exports + 1, (await ToldAsync("aud", exports + 1)).Exports);
            foreach (var person in (string[])["sarah", "tom", "olga", "gus"])
            {
                Assert.DoesNotContain(Kind, (await InboxAsync(person)).Text, StringComparison.Ordinal);
            }
        }
        finally
        {
            await desk.EndAsync(sarah, policy.Json);
        }
    }

    private async Task TakeOwnDataAsync(string person)
    {
        var export = await Door.GetAsync(await Door.TokenAsync(person), $"/api/v1/user-data/{person}/export");
        Assert.True(export.Status == 200, export.ToString());
    }

    private async Task<(JsonElement Entry, int Exports)> ToldAsync(string person, int atLeast)
    {
        (JsonElement Entry, int Exports)? found = null;
        var last = "";
        await Eventually.AsyncTrue(
            async _ =>
            {
                var inbox = await InboxAsync(person);
                last = inbox.ToString();
                found = inbox.Json.GetProperty("items").EnumerateArray().Where(entry => Word(entry, "kind") == Kind)
                    .Select(entry => ((JsonElement, int)?)(entry, CountOf(Word(entry, "text")!))).FirstOrDefault(entry => entry!.Value.Item2 >= atLeast);
                return found is not null;
            },
            Patience, $"{person} is told of {atLeast} exports", () => last, Ended);
        return found!.Value;
    }

    private static int CountOf(string text) =>
        Regex.Match(text, @" (\d+) x user_data_export \(restricted\)") is { Success: true } match ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;

    private async Task<DoorAnswer> InboxAsync(string person)
    {
        var inbox = await Door.GetAsync(await Door.TokenAsync(person), "/api/v1/notifications?limit=200");
        Assert.True(inbox.Status == 200, inbox.ToString());
        return inbox;
    }

    private static string? Word(JsonElement entry, string name) => entry.TryGetProperty(name, out var value) ? value.GetString() : null;
}
