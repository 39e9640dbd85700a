using System.Collections.Concurrent;
using System.Text.Json;
using OpenClaw.Contracts;
using OpenClaw.Testing;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>
/// Journey J10: what is confidential goes to a model of our own only, what is public to any that is approved. Services choose the
/// model today and do not call it yet, so the assistant that does is played here: what it may send where is what counts.
/// </summary>
[Collection(SystemTestGroup.Name)]
public sealed class ModelRoutingStoryTests(SharedSystem system, ITestOutputHelper output)
{
    private const int Limit = 6 * 60_000;
    private const int Mixed = 500;
    private const string Vendors = "allowed_classifications: [public, internal, confidential, restricted]\nallowed_providers: [self-hosted, openai, mistral]\nsensitive_data_model: self-hosted";

    private static readonly string[] Levels = ["public", "internal", "confidential", "restricted", "top-secret", "PUBLIC", "internal ", "unknown"];
    private static readonly string?[] Wishes = ["gpt-best", "mix-best", "local-llm-default", "never-heard-of", null];
    private readonly ConcurrentQueue<(string Provider, string Level)> _sent = new();

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    private Door Door => system.Door;

    private PolicyDesk Desk => new(Door);

    [Fact(Timeout = Limit)]
    public async Task ConfidentialDocument_StaysInside_AndPublicRepositoryMayLeave()
    {
        SharedSystem.RequireServers();
        var (eve, sarah) = (await Door.TokenAsync("eve"), await Door.TokenAsync("sarah"));
        var before = await Desk.EnterpriseAsync(eve, "models");
        var (mark, body) = ($"mark{Guid.NewGuid():N}", $"body{Guid.NewGuid():N}");
        try
        {
            await Desk.ChangeAsync(eve, before, Vendors, "journey J10: two vendors");
            var document = await ClassifyAsync(sarah, new { connectorType = "gdrive", sourceId = $"gdrive:{mark}", contentSummary = $"{body}: customer list with the salary of bob@example.com" });
            var repository = await ClassifyAsync(sarah, new { connectorType = "github", sourceId = $"github:{mark}", isPublic = true, contentSummary = "a firmware for arms" });
            Assert.Equal(("confidential", "public"), (Text(document.Json, "classification"), Text(repository.Json, "classification")));

            var inside = await SummariseAsync(sarah, "confidential", "gpt-best");
            var outside = await SummariseAsync(sarah, "public", "gpt-best");
            Assert.Equal([("self-hosted", "confidential"), ("openai", "public")], _sent);
            Assert.DoesNotContain("gpt-best", inside.Text, StringComparison.Ordinal);

            // What is made of a confidential document is confidential, and so is what is made of both.
            var summary = await ClassifyAsync(sarah, new { sourceId = $"summary:{mark}", derivedFrom = new[] { $"gdrive:{mark}" } });
            var both = await ClassifyAsync(sarah, new { sourceId = $"both:{mark}", derivedFrom = new[] { $"gdrive:{mark}", $"github:{mark}" } });
            Assert.Equal(("confidential", "confidential"), (Text(summary.Json, "classification"), Text(both.Json, "classification")));

            // Nobody of another company knows the document, and nobody else's record is left of it than what was decided.
            foreach (var item in new[] { $"gdrive:{mark}", $"summary:{mark}" })
            {
                (await Door.GetAsync(await Door.TokenAsync("gus"), $"/api/v1/data/{item}/classification")).MustBeProblem(404, ErrorCodes.NotFound, "another company's document");
                (await Door.GetAsync(await Door.TokenAsync("nina"), $"/api/v1/data/{item}/classification")).MustBeProblem(404, ErrorCodes.NotFound, "another organisation's document");
            }

            await ExpectOnRecordAsync(document, "data_classify", "confidential");
            await ExpectOnRecordAsync(inside, "model_route", "confidential");
            await ExpectOnRecordAsync(outside, "model_route", "public");
            Assert.NotEmpty(await LeakSearch.FindAsync(system.Running.Data, mark, Ended));
            Assert.Empty(await LeakSearch.FindAsync(system.Running.Data, body, Ended));
            foreach (var kind in new[] { "logs", "traces" })
            {
                Assert.Equal("[]", await system.Telemetry.ReadAsync($"{kind}?text={body}", Ended));
            }
        }
        finally
        {
            await Desk.ChangeAsync(eve, before, Text(before, "content"), "journey J10 is over");
        }
    }

    [Fact(Timeout = Limit)]
    public async Task WithoutAPermittedModel_TheRequestIsRefusedWithAReason()
    {
        SharedSystem.RequireServers();
        var (eve, sarah) = (await Door.TokenAsync("eve"), await Door.TokenAsync("sarah"));
        var before = await Desk.EnterpriseAsync(eve, "models");
        try
        {
            await Desk.ChangeAsync(eve, before, "allowed_classifications: [public, internal, confidential, restricted]\nallowed_providers: [openai]", "no model of our own");

            var refused = await SummariseAsync(sarah, "confidential", "gpt-best");

            Assert.Equal("deny", Text(refused.Json, "decision"));
            Assert.NotEmpty(Text(refused.Json, "reason"));
            Assert.StartsWith(Text(before, "name") + "@", Text(refused.Json, "policyApplied"), StringComparison.Ordinal);
            Assert.All(SharedSystem.Models.Keys.Append("local-llm-default"), model => Assert.DoesNotContain(model, refused.Text, StringComparison.Ordinal));
            Assert.Empty(_sent);
            await ExpectOnRecordAsync(refused, "model_route", "confidential", "denied");
        }
        finally
        {
            await Desk.ChangeAsync(eve, before, Text(before, "content"), "journey J10 is over");
        }
    }

    /// <summary>The full 10,000 are asked of the policy service alone: MixedRoutingTests in tests/Policy.Tests.</summary>
    [Fact(Timeout = Limit)]
    public async Task MixedRequests_SendNothingAboveInternalOutside()
    {
        SharedSystem.RequireServers();
        var eve = await Door.TokenAsync("eve");
        string[] people = [await Door.TokenAsync("sarah"), await Door.TokenAsync("mike"), await Door.TokenAsync("nina"), await Door.TokenAsync("tom")];
        var before = await Desk.EnterpriseAsync(eve, "models");
        try
        {
            await Desk.ChangeAsync(eve, before, Vendors, "journey J10: two vendors");
            var random = new Random(10);
            var asked = Enumerable.Range(0, Mixed).Select(_ => (Who: people[random.Next(people.Length)], Level: Levels[random.Next(Levels.Length)], Wish: Wishes[random.Next(Wishes.Length)])).ToArray();

            await Parallel.ForEachAsync(
                asked, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Ended }, async (one, _) => await SummariseAsync(one.Who, one.Level, one.Wish));
        }
        finally
        {
            await Desk.ChangeAsync(eve, before, Text(before, "content"), "journey J10 is over");
        }

        var outside = _sent.Where(one => one.Provider != "self-hosted").ToArray();
        output.WriteLine($"{Mixed} requests, {_sent.Count} sent, {outside.Length} of them outside");
        Assert.Equal(["internal", "public"], outside.Select(one => one.Level).Distinct().Order());
        Assert.DoesNotContain(_sent, one => one.Level is not ("public" or "internal" or "confidential"));
    }

    /// <summary>As an assistant does it: ask where to send it, and send it only there, if anywhere.</summary>
    private async Task<DoorAnswer> SummariseAsync(string token, string level, string? wish)
    {
        var (answer, _) = await Door.InsistAsync(HttpMethod.Post, token, $"{PolicyDesk.Policies}/route-model", new { dataClassification = level, requestedModel = wish });
        Assert.True(answer.Status == 200, answer.ToString());
        Assert.NotEmpty(Text(answer.Json, "reason"));
        if (Text(answer.Json, "decision") == "allow")
        {
            var model = Text(answer.Json, "resolvedModel");
            _sent.Enqueue((SharedSystem.Models.GetValueOrDefault(model, "self-hosted"), level));
        }

        var named = answer.Json.GetProperty("alternatives").EnumerateArray().Select(model => model.GetString()!).ToHashSet();
        Assert.All(SharedSystem.Models.Keys.Where(model => !named.Contains(model)), model => Assert.DoesNotContain(model, answer.Text, StringComparison.Ordinal));
        Assert.True(level is "public" or "internal" || !named.Overlaps(SharedSystem.Models.Keys), answer.Text);
        return answer;
    }

    private async Task<DoorAnswer> ClassifyAsync(string token, object item)
    {
        var (answer, _) = await Door.InsistAsync(HttpMethod.Post, token, "/api/v1/data/classify", item);
        Assert.True(answer.Status == 200, answer.ToString());
        return answer;
    }

    /// <summary>One pair under the request's id, with level, policy and version, and how it ended.</summary>
    private async Task ExpectOnRecordAsync(DoorAnswer answer, string action, string level, string outcome = "success")
    {
        var auditor = await Door.TokenAsync("aud");
        await Eventually.AssertAsync(async () =>
        {
            var entries = await Door.AuditAsync(auditor, answer.RequestId!);
            var intent = Assert.Single(entries, entry => Text(entry, "action") == action && Text(entry, "phase") == "intent");
            Assert.Equal((level, "sarah"), (Text(intent, "dataClassification"), Text(intent, "userId")));
            Assert.Contains(action == "model_route" ? "@" : "system", Text(intent, "policyApplied"), StringComparison.Ordinal);
            var end = Assert.Single(entries, entry => entry.TryGetProperty("intentId", out var of) && of.GetString() == Text(intent, "id"));
            Assert.Equal(outcome, Text(end, "outcome"));
        });
    }

    private static string Text(JsonElement element, string name) => PolicyDesk.Text(element, name);
}
