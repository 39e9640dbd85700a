using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OpenClaw.Audit.Features.Proofs;
using OpenClaw.Audit.Features.Subjects;
using OpenClaw.Audit.Tests.Sealing;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.Testing;

namespace OpenClaw.Audit.Tests.Subjects;

public sealed class ErasureTests(AuditSystem system) : IAsyncLifetime
{
    private static readonly string[] Apps = [AppIds.Gateway, AppIds.Policy, AppIds.Briefing, AppIds.Notification];
    private readonly string _tenant = A.Tenant();
    private readonly OtherServices _others = new();
    private readonly DirectoryInfo _kept = Directory.CreateTempSubdirectory("erasure-");
    private ServiceProcess? _service;

    private Caller Admin => A.Person(_tenant, "eve", roles: Roles.EnterpriseAdmin);

    public async ValueTask InitializeAsync()
    {
        if (ServerPrograms.PostgresMissingReason is null)
        {
            _service = await system.StartServiceAsync(
                system.Postgres, ("DAPR_HTTP_ENDPOINT", _others.Address), ("Audit__Subjects__ServiceTimeout", "00:00:02"));
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_service is not null)
        {
            await _service.DisposeAsync();
        }

        _others.Dispose();
        _kept.Delete(recursive: true);
    }

    [Fact]
    public async Task Erasure_MakesTheLogForget_AndEveryProofStays()
    {
        var about = await StoreAboutSarahAsync();
        var before = Path.Combine(_kept.FullName, "before.json");
        await KeepReceiptAsync(about, before);

        var report = await EraseAsync(A.Person(_tenant, "sarah"), "sarah");

        Assert.NotNull(report.CompletedAt);
        Assert.Equal((2L + 1L, 3L), (report.AuditEntriesAnonymized, report.TasksDeleted));
        Assert.Equal(Apps.Order(), _others.Calls.Where(call => call.Route == "erase").Select(call => call.App).Order());
        Assert.All(_others.Calls, call => Assert.Equal(new UserDataRequest(_tenant, "sarah"), call.Person));
        await AssertForgottenAsync();
        var left = (await system.QueryAsync(A.Auditor(_tenant), "?action=gmail_send")).Entries;
        Assert.All(left, entry => Assert.Equal((report.Pseudonym, "[erased]"), (entry.UserId, (string?)entry.ActionDetail["subject"])));
        Assert.Equal("gmail_send", (string?)left[0].ActionDetail["tool"]);
        Assert.Equal("mike", left[0].ActorUserId);
        await AssertNowhereAsync("sarah", "Quarterly");

        var after = Path.Combine(_kept.FullName, "after.json");
        await KeepReceiptAsync(about, after);
        foreach (var receipt in (string[])[before, after])
        {
            var (code, output) = await Verifier.RunAsync("receipt", receipt, "--key", await KeyAsync());
            Assert.True(code == 0, output);
        }

        await AssertLogVerifiesAsync();
    }

    [Fact]
    public async Task Erasure_IsRecordedOnce_WithoutANewTraceOfThePerson()
    {
        await StoreAboutSarahAsync();

        var report = await EraseAsync(Admin, "sarah", "Request of sarah of 2 March");

        var entries = (await system.QueryAsync(A.Auditor(_tenant), "?action=user_data_erase&sort=asc")).Entries;
        Assert.Equal([AuditPhase.Intent, AuditPhase.Outcome], entries.Select(entry => entry.Phase));
        Assert.All(entries, entry => Assert.Equal((report.Pseudonym, "eve"), (entry.UserId, entry.ActorUserId)));
        Assert.Equal($"Request of {report.Pseudonym} of 2 March", (string?)entries[0].ActionDetail["reason"]);
        Assert.Equal(3, (int)entries[1].ActionDetail["deleted"]!["briefing"]!["tasks"]!);
        await AssertNowhereAsync("sarah");
    }

    [Fact]
    public async Task OtherReplica_ForgetsTheKeyItHeld()
    {
        var about = await StoreAboutSarahAsync();
        Assert.Equal("sarah", Assert.Single((await system.QueryAsync(A.Auditor(_tenant), $"?requestId={_tenant}&phase=intent")).Entries).UserId);

        var report = await EraseAsync(Admin, "sarah");

        await Eventually.AssertAsync(async () =>
        {
            var entry = Assert.Single((await system.QueryAsync(A.Auditor(_tenant), $"?requestId={_tenant}&phase=intent")).Entries);
            Assert.Equal((about, report.Pseudonym), (entry.Id, entry.UserId));
        });
    }

    [Fact]
    public async Task ServiceThatIsAway_IsAskedUntilItAnswers()
    {
        await StoreAboutSarahAsync();
        _others.Away[AppIds.Briefing] = true;

        using var answer = await SendAsync(Admin, HttpMethod.Delete, "sarah");
        var report = (await answer.Content.ReadFromJsonAsync<ErasureReport>(ContractsJson.Options))!;

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Null(report.CompletedAt);
        await AssertForgottenAsync();
        _others.Away.Clear();
        await AssertCompletesAsync(report.ErasureId);
        Assert.Single(_others.Calls, call => call is { App: AppIds.Policy, Route: "erase" });
    }

    [Fact]
    public async Task KilledInTheMiddle_GoesOnAfterTheRestart()
    {
        await StoreAboutSarahAsync();
        var gate = new TaskCompletionSource();
        _others.Gate = gate.Task;
        var request = SendAsync(Admin, HttpMethod.Delete, "sarah");
        await Eventually.AssertAsync(() => Task.FromResult(Assert.Single(_others.Calls, call => call.Route == "erase")));

        await _service!.KillAndRestartAsync(TestContext.Current.CancellationToken);
        gate.SetResult();

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => request);
        var id = (Guid)(await system.ExecuteAsync($"SELECT id FROM subjects.erasures WHERE tenant_id = '{_tenant}'"))!;
        await AssertCompletesAsync(id);
        Assert.Equal(2, (await system.QueryAsync(A.Auditor(_tenant), "?action=user_data_erase")).Entries.Count);
    }

    [Fact]
    public async Task Strangers_CannotEraseOrExport()
    {
        await StoreAboutSarahAsync();
        var callers = new (Caller Caller, HttpStatusCode Expected)[]
        {
            (A.Person(_tenant, "mike"), HttpStatusCode.NotFound),
            (A.Person(_tenant, "olga", "engineering", roles: Roles.OrgAdmin), HttpStatusCode.NotFound),
            (A.Auditor(_tenant), HttpStatusCode.NotFound),
        };

        foreach (var (caller, expected) in callers)
        {
            using var erase = await SendAsync(caller, HttpMethod.Delete, "sarah");
            using var export = await SendAsync(caller, HttpMethod.Get, "sarah/export");
            using var hold = await SendAsync(caller, HttpMethod.Get, "holds");
            Assert.Equal((expected, expected, HttpStatusCode.Forbidden), (erase.StatusCode, export.StatusCode, hold.StatusCode));
        }

        // An administrator of another company reaches the people of that company only.
        using var foreign = await SendAsync(A.Person(A.Tenant(), "gus", roles: Roles.EnterpriseAdmin), HttpMethod.Delete, "sarah");
        Assert.Equal(2, (await system.QueryAsync(A.Auditor(_tenant), "?userId=sarah")).Entries.Count);
    }

    [Fact]
    public async Task LegalHold_ForbidsErasure_UntilItIsLifted()
    {
        await StoreAboutSarahAsync();
        using var placed = await SendAsync(Admin, HttpMethod.Post, "holds", new HoldOrder("sarah", "Case 17"));
        var hold = (await placed.Content.ReadFromJsonAsync<HoldView>(ContractsJson.Options))!;

        using var refused = await SendAsync(A.Person(_tenant, "sarah"), HttpMethod.Delete, "sarah");
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("legal-hold", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.DoesNotContain(_others.Calls, call => call.Route == "erase");
        Assert.NotEmpty((await system.QueryAsync(A.Auditor(_tenant), "?userId=sarah&action=gmail_send")).Entries);
        using var listed = await SendAsync(Admin, HttpMethod.Get, "holds");
        Assert.Equal("sarah", Assert.Single((await listed.Content.ReadFromJsonAsync<HoldList>(ContractsJson.Options))!.Holds).UserId);

        using var lifted = await SendAsync(Admin, HttpMethod.Delete, $"holds/{hold.Id}");
        Assert.Equal(HttpStatusCode.NoContent, lifted.StatusCode);
        Assert.NotNull((await EraseAsync(A.Person(_tenant, "sarah"), "sarah")).CompletedAt);
    }

    [Fact]
    public async Task Export_HoldsEverything_AndIsRecorded()
    {
        await system.StoreAsync([.. Enumerable.Range(0, 700).Select(_ => A.Intent(_tenant))]);
        await system.StoreAsync(A.Intent(_tenant, "mike"));

        using var answer = await SendAsync(A.Person(_tenant, "sarah"), HttpMethod.Get, "sarah/export");
        var export = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;

        // The export's own intent may be sealed by then, or not.
        Assert.Equal(700, export["auditEntries"]!.AsArray().Count(entry => (string?)entry!["action"] != "user_data_export"));
        Assert.All(export["auditEntries"]!.AsArray(), entry => Assert.Equal("sarah", (string?)entry!["userId"]));
        Assert.Equal("sarah", (string?)export["tasks"]![0]);
        Assert.Equal("sarah", (string?)export["gatewayItems"]![0]);
        Assert.Equal(2, (await system.QueryAsync(A.Auditor(_tenant), "?action=user_data_export")).Entries.Count);
    }

    [Fact]
    public async Task Export_WithoutAService_IsRefusedAndNotHalf()
    {
        _others.Away[AppIds.Policy] = true;

        using var answer = await SendAsync(A.Person(_tenant, "sarah"), HttpMethod.Get, "sarah/export");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    private async Task<Guid> StoreAboutSarahAsync()
    {
        var intent = A.Intent(_tenant) with
        {
            ActorUserId = "mike",
            Action = "gmail_send",
            RequestId = _tenant,
            ActionDetail = new JsonObject { ["tool"] = "gmail_send", ["subject"] = "Quarterly figures", ["user"] = "sarah" },
        };
        await system.PostAsync(new AuditBatch([intent, A.OutcomeOf(intent)]), service: _service);
        return intent.Id;
    }

    private async Task<HttpResponseMessage> SendAsync(Caller caller, HttpMethod method, string path, object? body = null)
    {
        Assert.SkipWhen(_service is null, "PostgreSQL is not installed.");
        using var request = system.Identity.AsPerson(caller, method, $"/api/v1/user-data/{path}");
        request.Content = body is null ? null : JsonContent.Create(body, options: ContractsJson.Options);
        return await _service!.Client.SendAsync(request);
    }

    private async Task<ErasureReport> EraseAsync(Caller caller, string userId, string? reason = null)
    {
        using var answer = reason is null
            ? await SendAsync(caller, HttpMethod.Delete, userId)
            : await SendAsync(caller, HttpMethod.Post, "anonymize", new ErasureOrder(userId, reason));
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{answer.StatusCode} {text}\n{_service!.Output}");
        return (await answer.Content.ReadFromJsonAsync<ErasureReport>(ContractsJson.Options))!;
    }

    /// <summary>Also in the replica that did not do it.</summary>
    private Task AssertForgottenAsync() => Eventually.AssertAsync(async () =>
        Assert.Empty((await system.QueryAsync(A.Auditor(_tenant), "?userId=sarah")).Entries));

    private Task AssertCompletesAsync(Guid id) => Eventually.AssertAsync(async () =>
    {
        // The services of other tests share the database and reach none of these neighbours: what they put off is due again at once.
        await system.ExecuteAsync($"UPDATE subjects.erasures SET next_try = now(), attempts = 0 WHERE id = '{id}' AND completed_at IS NULL");
        using var answer = await SendAsync(Admin, HttpMethod.Get, $"erasures/{id}");
        var report = (await answer.Content.ReadFromJsonAsync<ErasureReport>(ContractsJson.Options))!;
        Assert.NotNull(report.CompletedAt);
        Assert.Equal(Apps.Append(AppIds.Audit).Order(), report.Services.Keys.Order());
    });

    /// <summary>In no column of no table of this tenant.</summary>
    private async Task AssertNowhereAsync(params string[] words)
    {
        foreach (var table in (string[])["audit.audit_entries", "subjects.keys", "subjects.erasures", "audit.unmatched", "audit.sealed_entries"])
        {
            var text = await system.ExecuteAsync($"SELECT coalesce(string_agg(t::text, ' '), '') FROM {table} AS t WHERE tenant_id = '{_tenant}'");
            Assert.All(words, word => Assert.DoesNotContain(word, (string)text!, StringComparison.OrdinalIgnoreCase));
        }
    }

    private async Task KeepReceiptAsync(Guid id, string file)
    {
        var receipt = await system.ReceiptAsync(A.Auditor(_tenant), id);
        await File.WriteAllTextAsync(file, System.Text.Json.JsonSerializer.Serialize(receipt, ContractsJson.Options), TestContext.Current.CancellationToken);
    }

    private async Task<string> KeyAsync()
    {
        using var answer = await system.GetAsync(A.Auditor(_tenant), "/keys");
        return (await answer.Content.ReadFromJsonAsync<LogKeys>(ContractsJson.Options))!.Keys[0];
    }

    private async Task AssertLogVerifiesAsync()
    {
        var (log, checkpoint) = (Path.Combine(_kept.FullName, "log.ndjson"), Path.Combine(_kept.FullName, "checkpoint"));
        using var note = await system.GetAsync(A.Auditor(_tenant), "/checkpoint");
        await File.WriteAllTextAsync(checkpoint, await note.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        using var lines = await system.GetAsync(A.Auditor(_tenant), "/log");
        await File.WriteAllTextAsync(log, await lines.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        var (code, output) = await Verifier.RunAsync("log", log, "--checkpoint", checkpoint, "--key", await KeyAsync());
        Assert.True(code == 0, output);
    }
}
