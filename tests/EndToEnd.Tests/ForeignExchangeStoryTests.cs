using System.Text.Json;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>
/// Journey J6: assistants of different organisations exchange what policy lets them, those of different companies nothing ever.
/// The decisions are asked for at the door; the exchange itself is not part of today's services.
/// </summary>
[Collection(SystemTestGroup.Name)]
public sealed class ForeignExchangeStoryTests(SharedSystem system)
{
    private const int Limit = 3 * 60_000;
    private const string Policies = "/api/v1/policies";

    private Door Door => system.Door;

    private PolicyDesk Desk => new(Door);

    [Fact(Timeout = Limit)]
    public async Task AnotherOrganisation_IsAnsweredOnlyWhilePolicySaysSo_AndNothingAboveTheCeiling()
    {
        SharedSystem.RequireServers();
        var (eve, nina) = (await Door.TokenAsync("eve"), await Door.TokenAsync("nina"));
        var (features, exchanges) = (await Desk.EnterpriseAsync(eve, "features"), await Desk.EnterpriseAsync(eve, "agent-to-agent"));
        try
        {
            await Desk.ChangeAsync(eve, features, Text(features, "content").Replace("ocip: false", "ocip: true", StringComparison.Ordinal), "journey J6");
            var refused = await AskUntilAsync(nina, "reason", "across organisations are not permitted");
            Assert.Equal("deny", Text(refused.Json, "decision"));
            Assert.StartsWith("acme-agent-to-agent@", Text(refused.Json, "policyApplied"), StringComparison.Ordinal);
            await ExpectOnRecordAsync("aud", refused, "denied");

            await Desk.ChangeAsync(eve, exchanges, Text(exchanges, "content").Replace("cross_org: false", "cross_org: true", StringComparison.Ordinal), "journey J6");
            var allowed = await AskUntilAsync(nina, "decision", "allow");
            Assert.Equal(("internal", "internal", 3), (
                Text(allowed.Json.GetProperty("constraints"), "maxClassification"), Text(allowed.Json.GetProperty("constraints"), "redactAbove"),
                allowed.Json.GetProperty("constraints").GetProperty("maxRounds").GetInt32()));
            await ExpectOnRecordAsync("aud", allowed, "success");
            foreach (var level in new[] { "confidential", "restricted", "never-heard-of" })
            {
                Assert.Equal("deny", Text((await AskAsync(nina, level, Envelope("acme", "acme"))).Json, "decision"));
            }

            // Not even while exchanges across organisations are on.
            await ExpectStrangersRefusedAsync();
        }
        finally
        {
            await Desk.ChangeAsync(eve, features, Text(features, "content"), "journey J6");
            await Desk.ChangeAsync(eve, exchanges, Text(exchanges, "content"), "journey J6");
        }

        await AskUntilAsync(nina, "decision", "deny");
    }

    [Fact(Timeout = Limit)]
    public async Task AnotherCompany_IsRefusedBeforeAnyPolicy_AndBothSidesHaveItOnRecord()
    {
        SharedSystem.RequireServers();
        await ExpectStrangersRefusedAsync();
    }

    /// <summary>Vera of globex, honest and lying, by name and by namesake.</summary>
    private async Task ExpectStrangersRefusedAsync()
    {
        var vera = await Door.TokenAsync("vera");
        foreach (var (source, target) in new[] { ("globex", "acme"), ("acme", "acme"), ("acme", "globex"), ("", "acme"), ("GLOBEX", "acme"), ("globex", ""), ("globex ", "globex") })
        {
            var answer = await AskAsync(vera, "public", Envelope(source, target));
            Assert.Equal(("deny", "system"), (Text(answer.Json, "decision"), Text(answer.Json, "policyApplied").Split('@')[0]));
            Assert.Contains("different tenants", Text(answer.Json, "reason"), StringComparison.Ordinal);
            ExpectNothingOfAcme(answer);
            await ExpectOnRecordAsync("gus", answer, "denied");
        }

        var honest = await AskAsync(vera, "restricted", Envelope("globex", "acme"));
        var theirs = Assert.Single(await EntriesAsync("aud", honest, 2), entry => Text(entry, "phase") == "outcome");
        Assert.Equal(("agent_exchange_foreign", "denied"), (Text(theirs, "action"), Text(theirs, "outcome")));
        Assert.All(await EntriesAsync("aud", honest, 2), entry => Assert.Equal("acme", Text(entry, "tenantId")));
        Assert.DoesNotContain("vera", string.Concat((await EntriesAsync("aud", honest, 2)).Select(entry => entry.GetRawText())), StringComparison.Ordinal);

        // Who she is says her token, whatever else she says.
        var forged = await Door.PostAsync(vera, $"{Policies}/evaluate", new { tenantId = "acme", userId = "sarah", action = "agent_exchange", context = new { dataClassification = "public" } });
        Assert.True(forged.Status is 403 or 404, forged.ToString());
        ExpectNothingOfAcme(forged);
    }

    private static void ExpectNothingOfAcme(DoorAnswer answer) => Assert.DoesNotContain("acme", answer.Text, StringComparison.OrdinalIgnoreCase);

    private static Dictionary<string, object> Envelope(string source, string target) => new()
    {
        ["exchange_type"] = "information_query",
        ["source_tenant"] = source,
        ["target_tenant"] = target,
        ["source_org"] = "product",
        ["target_org"] = "engineering",
        ["target_user"] = "sarah",
        ["encrypted"] = true,
        ["round"] = 1,
    };

    /// <summary>A change of policy governs at the door within a second, not at once.</summary>
    private async Task<DoorAnswer> AskUntilAsync(string token, string member, string text)
    {
        DoorAnswer? last = null;
        await Testing.Eventually.AsyncTrue(
            async _ => Text((last = await AskAsync(token, "internal", Envelope("acme", "acme"))).Json, member).Contains(text, StringComparison.Ordinal),
            TimeSpan.FromSeconds(30), $"{member} says {text}", () => $"{last}", TestContext.Current.CancellationToken);
        return last!;
    }

    private async Task<DoorAnswer> AskAsync(string token, string level, Dictionary<string, object> envelope)
    {
        var answer = await Door.PostAsync(token, $"{Policies}/evaluate", new { action = "agent_exchange", context = new { dataClassification = level, additional = envelope } });
        Assert.True(answer.Status == 200, answer.ToString());
        return answer;
    }

    private async Task ExpectOnRecordAsync(string reader, DoorAnswer answer, string outcome) =>
        Assert.Contains(await EntriesAsync(reader, answer, 2), entry => Text(entry, "action") == "agent_exchange" && entry.TryGetProperty("outcome", out var word) && word.GetString() == outcome);

    private async Task<IReadOnlyList<JsonElement>> EntriesAsync(string reader, DoorAnswer answer, int least)
    {
        var token = await Door.TokenAsync(reader);
        IReadOnlyList<JsonElement> entries = [];
        await Testing.Eventually.AsyncTrue(
            async _ => (entries = await Door.AuditAsync(token, answer.RequestId!)).Count >= least, TimeSpan.FromSeconds(30), "the exchange is on record",
            cancellationToken: TestContext.Current.CancellationToken);
        return entries;
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
