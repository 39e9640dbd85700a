using System.Text.Json;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>Access to restricted data is told to those who look after the company's log as soon as one policy asks for it (<c>alert_on_confidential_access</c>).</summary>
[Collection(SystemTestGroup.Name)]
public sealed class ConfidentialAccessAlarmTests(SharedSystem system)
{
    private const int Limit = 10 * 60_000;
    private const string Kind = "confidential_data_accessed";

    private Door Door => system.Door;

    private Inbox Inbox => new(Door);

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
            Assert.StartsWith("/api/v1/audit?", Inbox.Word(entry, "link"), StringComparison.Ordinal);
            await ToldAsync("eve", exports);

            await TakeOwnDataAsync("mike");
            await TakeOwnDataAsync("sarah");
            Assert.Equal(exports + 1, (await ToldAsync("aud", exports + 1)).Count);
            foreach (var person in (string[])["sarah", "tom", "olga", "gus"])
            {
                Assert.DoesNotContain(Kind, (await Inbox.OfAsync(person)).Text, StringComparison.Ordinal);
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

    private Task<(JsonElement Told, int Count)> ToldAsync(string person, int atLeast) =>
        Inbox.ToldAsync(person, Kind, @" (\d+) x user_data_export \(restricted\)", atLeast);
}
