using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using Npgsql;
using OpenClaw.Contracts;
using OpenClaw.Testing;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>Somebody who owns the database changes a row of the running system's log; and somebody takes the log away, with the broker or without.</summary>
[Collection(DisturbedTestGroup.Name)]
public sealed class AuditTamperingTests(DisturbedSystem system)
{
    private const int Limit = 8 * 60_000;
    private const string Act = "/api/v1/connectors/github/read/github_issue_read";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    private Door Door => system.Door;

    [Fact(Timeout = Limit)]
    public async Task ChangedRow_StopsItsCompany_ReachesAuditorsAndChat_AndAnAcknowledgementLetsItGoOn()
    {
        SharedSystem.RequireServers();
        var (sarah, auditor, vera) = (await Door.TokenAsync("sarah"), await Door.TokenAsync("aud"), await Door.TokenAsync("vera"));
        await ExpectAsync(async () => (await Door.PostAsync(sarah, Act, new { })).Status == 200, "sarah acts");
        await ExpectAsync(async () => (await Door.GetAsync(auditor, "/api/v1/audit/checkpoint")).Status == 200, "the log is sealed");
        await ExpectAsync(() => Task.FromResult(File.Exists(Path.Combine(system.Running.Data, "audit-anchor", "acme", "checkpoint"))), "a checkpoint lies outside of the database");

        await TamperAsync("UPDATE audit.audit_entries SET policy_reason = 'nothing to see' WHERE id = (SELECT id FROM audit.sealed_entries WHERE tenant_id = 'acme' AND sequence = 0)");

        // Every entry is compared when a replica takes over the sealing, here because the other one is gone.
        await system.Running.Processes.KillAsync("audit", Ended);
        JsonElement[] evidence = [];
        await ExpectAsync(async () => (evidence = await EvidenceAsync(auditor)).Length > 0, "there is evidence");
        try
        {
            Assert.Equal(0, Assert.Single(evidence).GetProperty("firstBadEntry").GetInt64());
            await ExpectAsync(async () => (await Door.PostAsync(sarah, Act, new { })).Code == ErrorCodes.AuditTampered, "sarah's acts are refused");
            (await Door.GetAsync(sarah, "/api/v1/audit?limit=1")).MustBeProblem(503, ErrorCodes.AuditTampered, "reading the log");
            Assert.Equal(200, (await Door.GetAsync(vera, "/api/v1/audit?limit=1")).Status);
            foreach (var person in (string[])["aud", "eve"])
            {
                var token = await Door.TokenAsync(person);
                await ExpectAsync(async () => (await Door.GetAsync(token, "/api/v1/notifications")).Text.Contains("\"audit_alarm\"", StringComparison.Ordinal), $"{person} is alarmed");
            }

            Assert.DoesNotContain("\"audit_alarm\"", (await Door.GetAsync(sarah, "/api/v1/notifications")).Text, StringComparison.Ordinal);
            await ExpectAsync(async () => (await system.Http.GetStringAsync(new Uri(system.Running.Chat, "/simulator/messages"), Ended)).Contains("The audit log was changed", StringComparison.Ordinal), "the chat is alarmed");
        }
        finally
        {
            var acknowledged = await Door.PostAsync(auditor, $"/api/v1/audit-evidence/{evidence[0].GetProperty("id").GetString()}/acknowledge", new { reason = "The test did it, on purpose." });
            Assert.Equal(204, acknowledged.Status);
        }

        await ExpectAsync(async () => (await Door.PostAsync(sarah, Act, new { })).Status == 200, "sarah acts again");
        await ExpectAsync(async () => (await Door.GetAsync(sarah, "/api/v1/audit?limit=1")).Status == 200, "sarah reads the log again");
    }

    [Fact(Timeout = Limit)]
    public async Task WithoutLogAndBroker_ActsAreRefusedWith503_AndGoOnAfterwards()
    {
        SharedSystem.RequireServers();
        var sarah = await Door.TokenAsync("sarah");
        await ExpectAsync(async () => (await Door.PostAsync(sarah, Act, new { })).Status == 200, "sarah acts");
        string[] gone = ["audit", "rabbitmq"];
        await Task.WhenAll(gone.Select(resource => system.Running.CommandAsync(resource, KnownResourceCommands.StopCommand, Ended)));
        try
        {
            await ExpectAsync(async () => (await Door.PostAsync(sarah, Act, new { })) is { Status: 503, Code: ErrorCodes.AuditUnavailable }, "acts are refused");
        }
        finally
        {
            await Task.WhenAll(gone.Select(resource => system.Running.CommandAsync(resource, KnownResourceCommands.StartCommand, Ended)));
            await system.Running.WaitUntilHealthyAsync([.. gone, "connector", "gateway"], Ended);
        }

        await ExpectAsync(async () => (await Door.PostAsync(sarah, Act, new { })).Status == 200, "sarah acts again");
    }

    [Fact(Timeout = Limit)]
    public async Task WithoutTheAuditService_ABriefingSaysWhatItLacks_AndIsOnRecordAfterwards()
    {
        SharedSystem.RequireServers();
        var sarah = await Door.TokenAsync("sarah");
        await system.Running.CommandAsync("audit", KnownResourceCommands.StopCommand, Ended);
        DoorAnswer briefing;
        try
        {
            (briefing, _) = await Door.InsistAsync(HttpMethod.Post, sarah, "/api/v1/briefings", new { reason = "without the log" }, match: null);
        }
        finally
        {
            await system.Running.CommandAsync("audit", KnownResourceCommands.StartCommand, Ended);
            await system.Running.WaitUntilHealthyAsync(["audit"], Ended);
        }

        Assert.True(briefing.Status is 200 or 201, briefing.ToString());
        Assert.False(briefing.Json.TryGetProperty("activity", out JsonElement _), briefing.ToString());
        Assert.Contains(briefing.Json.GetProperty("alerts").EnumerateArray(), alert => alert.GetProperty("type").GetString() == "activity_unavailable");

        // The durable topic kept what the service could not be told.
        await ExpectAsync(
            async () => (await Door.AuditAsync(sarah, briefing.RequestId!)).Any(entry =>
                entry.GetProperty("action").GetString() == "briefing_generate" && entry.GetProperty("outcome").GetString() == "success"),
            "the briefing is on record");
    }

    private static Task ExpectAsync(Func<Task<bool>> condition, string promise) =>
        Eventually.AsyncTrue(async _ => await condition(), Patience, promise, cancellationToken: Ended);

    private async Task<JsonElement[]> EvidenceAsync(string auditor)
    {
        var answer = await Door.GetAsync(auditor, "/api/v1/audit-evidence");
        return answer.Status == 200 ? [.. answer.Json.EnumerateArray().Where(evidence => !evidence.TryGetProperty("acknowledgement", out _))] : [];
    }

    private async Task TamperAsync(string sql)
    {
        await using var database = NpgsqlDataSource.Create(await system.Running.OwnerOfAsync("audit-db", Ended));
        await using var command = database.CreateCommand("SET session_replication_role = replica; " + sql);
        await command.ExecuteNonQueryAsync(Ended);
    }
}
