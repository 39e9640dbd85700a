using System.Net;
using System.Text.Json.Nodes;
using OpenClaw.Audit.Features.Query;
using OpenClaw.Audit.Features.Timeline;
using OpenClaw.Audit.Tests.Http;
using OpenClaw.Audit.Tests.Sealing;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.Testing;

namespace OpenClaw.Audit.Tests.Retention;

/// <summary>What is asked about a month has the same answer before and after the month left the database.</summary>
public sealed class ArchivedQuestionsTests(AuditSystem system)
{
    private const string Period = "from=2018-01-01T00:00:00Z&to=2018-12-31T00:00:00Z";
    private static readonly DateOnly May = new(2018, 5, 1);
    private static readonly DateTimeOffset Noon = new(2018, 5, 10, 12, 0, 0, TimeSpan.Zero);
    private readonly string _tenant = A.Tenant();

    [Fact]
    public async Task EveryQuestion_HasTheAnswerOfBefore()
    {
        await using var audit = await StartAsync();
        await audit.StoreAsync(QueryTests.OneOfEach(_tenant, Noon));
        await audit.StoreAsync(_tenant, May.AddMonths(2), 4);
        var filters = QueryTests.Filters.Select(filter => filter.Data.Item1).Where(filter => !filter.StartsWith("from=", StringComparison.Ordinal));
        (Caller Caller, string Query)[] questions =
        [
            .. filters.Select(filter => (A.Auditor(_tenant), $"?{Period}&{filter}")),
            .. from role in (string[])[Roles.User, Roles.TeamLead, Roles.OrgAdmin, Roles.EnterpriseAdmin] select (A.Person(_tenant, "mike", "sales", "tools", role), $"?{Period}&limit=7"),
            (A.Auditor(_tenant), $"?{Period}&limit=4"),
            (A.Auditor(_tenant), $"?{Period}&limit=4&sort=asc"),
            (A.Auditor(_tenant), "?from=2018-05-10T12:30:00Z&to=2018-05-10T13:00:00Z"),
        ];
        var before = await AnswersAsync(audit, questions);
        Assert.All(before.SkipLast(1), answer => Assert.NotEmpty(answer));

        await ArchiveAsync(audit, May, May.AddMonths(2));

        Assert.Equal(before, await AnswersAsync(audit, questions));
    }

    [Fact]
    public async Task QuestionWithoutABeginning_TellsWhatItDidNotLookAt()
    {
        await using var audit = await StartAsync();
        await audit.StoreAsync(_tenant, May, 3);
        await audit.StoreAsync(_tenant, new DateOnly(2026, 3, 1), 3);
        await ArchiveAsync(audit, May);

        var page = await audit.ReadAsync<AuditPage>(A.Person(_tenant, "sarah"), "");
        var full = await audit.ReadAsync<AuditPage>(A.Person(_tenant, "sarah"), "?limit=2");

        Assert.Equal((3, new DateTimeOffset(2018, 6, 1, 0, 0, 0, TimeSpan.Zero)), (page.Entries.Count, page.ArchivedUntil));
        Assert.Null(full.ArchivedUntil);
    }

    [Fact]
    public async Task Timeline_IsToldFromTheArchive()
    {
        await using var audit = await StartAsync();
        var intent = A.Intent(_tenant, at: Noon);
        await audit.StoreAsync(intent, A.OutcomeOf(intent));
        await ArchiveAsync(audit, May);

        var timeline = await audit.ReadAsync<RequestTimeline>(A.Person(_tenant, "sarah"), $"/requests/{intent.RequestId}/timeline?from=2018-05-01T00:00:00Z");

        Assert.Equal(("complete", AuditOutcome.Success), (Assert.Single(timeline.Steps).State, timeline.Steps[0].Outcome));
        using var without = await audit.GetAsync(A.Person(_tenant, "sarah"), $"/requests/{intent.RequestId}/timeline");
        Assert.Equal(HttpStatusCode.NotFound, without.StatusCode);
    }

    [Fact]
    public async Task Export_HoldsArchivedMonths_AndIsVerifiedWhole()
    {
        await using var audit = await StartAsync();
        for (var portion = 0; portion < 3; portion++)
        {
            await audit.StoreAsync(_tenant, May, 1000);
        }

        await audit.StoreAsync(_tenant, May.AddMonths(1), 5, "mike");
        await audit.StoreAsync(_tenant, new DateOnly(2026, 3, 1), 5);
        await ArchiveAsync(audit, May, May.AddMonths(1));

        var whole = await ExportAsync(audit, "");
        var mikes = await ExportAsync(audit, "&userId=mike");

        Assert.Contains("missing 0\\n", whole[^1], StringComparison.Ordinal);
        Assert.Contains("count 5\\nwithheld 0\\nmissing 0\\n", mikes[^1], StringComparison.Ordinal);
        Assert.True(whole.Length > 3010, $"{whole.Length} lines");
        await AssertVerifiedAsync(audit, "whole log", whole);
        await AssertVerifiedAsync(audit, "are what was exported", mikes);
    }

    [Fact]
    public async Task UserData_HoldsArchivedMonths()
    {
        await using var audit = await StartAsync();
        await audit.StoreAsync(_tenant, May, 600);
        await audit.StoreAsync(_tenant, May, 2, "mike");
        await audit.StoreAsync(_tenant, new DateOnly(2026, 3, 1), 5);
        await ArchiveAsync(audit, May);

        using var answer = await audit.UserDataAsync(A.Person(_tenant, "sarah"), HttpMethod.Get, "sarah/export");
        var entries = JsonNode.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["auditEntries"]!.AsArray();

        // The export's own intent may be sealed by then, or not.
        Assert.Equal(605, entries.Where(entry => (string?)entry!["action"] != "user_data_export").Select(entry => (string)entry!["id"]!).Distinct().Count());
        Assert.All(entries, entry => Assert.Equal("sarah", (string?)entry!["userId"]));
    }

    [Fact]
    public async Task Erasure_MakesArchivedEntriesUnreadable_AndTheirReceiptsStay()
    {
        await using var audit = await StartAsync();
        var intent = A.Intent(_tenant, at: Noon) with { ActionDetail = new JsonObject { ["tool"] = "gmail_send", ["subject"] = "Quarterly figures" } };
        await audit.StoreAsync(intent);
        var before = await audit.KeepReceiptAsync(_tenant, intent.Id);
        await ArchiveAsync(audit, May);
        Assert.Equal("Quarterly figures", (string?)(await OfSarahAsync(audit)).Single().ActionDetail["subject"]);

        using var erased = await audit.UserDataAsync(A.Person(_tenant, "sarah"), HttpMethod.Delete, "sarah");

        Assert.Equal(HttpStatusCode.OK, erased.StatusCode);
        await Eventually.AssertAsync(async () => Assert.Empty(await OfSarahAsync(audit)));
        var entry = Assert.Single((await audit.ReadAsync<AuditPage>(A.Auditor(_tenant), $"?{Period}")).Entries);
        Assert.Equal(("gmail_send", "[erased]"), ((string?)entry.ActionDetail["tool"], (string?)entry.ActionDetail["subject"]));
        Assert.DoesNotContain("sarah", entry.UserId, StringComparison.Ordinal);
        var after = await audit.KeepReceiptAsync(_tenant, intent.Id);
        foreach (var receipt in (string[])[before, after])
        {
            var (code, output) = await Verifier.RunAsync(["receipt", receipt, .. await audit.KeyAsync(_tenant)]);
            Assert.True(code == 0, output);
            Assert.DoesNotContain("sarah", await File.ReadAllTextAsync(receipt, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        Assert.Equal(0, (await audit.VerifyAsync(_tenant, audit.FolderOf(_tenant, May))).Code);
    }

    [Fact]
    public async Task ArchiveThatIsAway_IsSaid_AndNeverTakenForNothing()
    {
        await using var audit = await StartAsync();
        await audit.StoreAsync(_tenant, May, 3);
        await ArchiveAsync(audit, May);
        Directory.Move(audit.FolderOf(_tenant, May), audit.FolderOf(_tenant, May) + "-away");

        using var answer = await audit.GetAsync(A.Auditor(_tenant), $"?{Period}");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains($"{_tenant}/2018-05", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private Task<AgingAudit> StartAsync() => AgingAudit.StartAsync(system, (_tenant, "30"));

    private async Task ArchiveAsync(AgingAudit audit, params DateOnly[] months)
    {
        audit.Demand(2, (_tenant, "1"));
        foreach (var month in months)
        {
            await audit.GoneAsync(month);
        }
    }

    private async Task<IReadOnlyList<AuditEntry>> OfSarahAsync(AgingAudit audit) =>
        (await audit.ReadAsync<AuditPage>(A.Auditor(_tenant), $"?{Period}&userId=sarah")).Entries;

    /// <summary>Every page of each question's answer.</summary>
    private static async Task<List<string[]>> AnswersAsync(AgingAudit audit, (Caller Caller, string Query)[] questions)
    {
        var answers = new List<string[]>();
        foreach (var (caller, query) in questions)
        {
            var (entries, cursor) = (new List<string>(), (string?)null);
            do
            {
                var page = await audit.ReadAsync<AuditPage>(caller, $"{query}{(cursor is null ? "" : $"&cursor={cursor}")}");
                entries.AddRange(page.Entries.Select(entry => System.Text.Json.JsonSerializer.Serialize(entry, ContractsJson.Options)));
                cursor = page.NextCursor;
            }
            while (cursor is not null);
            answers.Add([.. entries]);
        }

        return answers;
    }

    private async Task<string[]> ExportAsync(AgingAudit audit, string filter)
    {
        using var answer = await audit.GetAsync(A.Person(_tenant, "eve", roles: Roles.EnterpriseAdmin), "/export?reason=quarterly+review+of+access" + filter);
        return (await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private async Task AssertVerifiedAsync(AgingAudit audit, string says, string[] lines)
    {
        var file = Path.Combine(audit.Archives.FullName, "export.ndjson");
        await File.WriteAllLinesAsync(file, lines);
        var (code, output) = await Verifier.RunAsync(["export", file, .. await audit.KeyAsync(_tenant)]);
        Assert.True(code == 0 && output.Contains(says, StringComparison.Ordinal), output);
    }
}
