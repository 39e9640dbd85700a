using System.IO.Compression;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using OpenClaw.Testing;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>An act that was carried out through the door.</summary>
internal sealed record DoneAct(string Operation, DoorAnswer Answer);

/// <summary>Does, one after the other, everything that can be done through the API, and undoes what would stand in others' way.</summary>
internal sealed class ActStory(Door door)
{
    private const string Why = "completeness";
    private static readonly string[] Scopes = ["assistant.use"];
    private static readonly string[] Given = ["auditor"];
    private static readonly string[] NoRoles = [];
    private readonly List<DoneAct> _done = [];
    private readonly string _name = $"c{Guid.NewGuid():N}"[..16];

    public IReadOnlyList<DoneAct> Done => _done;

    public async Task PlayAsync()
    {
        await PlayWorkAsync();
        await PlayPoliciesAsync();
        await PlayModulesAsync();
        await PlayDecisionsAsync();
        await PlayAdministrationAsync();
        await PlayAuditAsync();
        await PlayUserDataAsync();
        await PlaySessionsAsync();
    }

    private async Task PlayWorkAsync()
    {
        var sarah = await door.TokenAsync("sarah");
        var briefing = await ActAsync("POST /api/v1/briefings", door.PostAsync(sarah, "/api/v1/briefings", new { reason = Why }, ("Idempotency-Key", Guid.NewGuid().ToString("N"))));
        await ActAsync("POST /api/v1/connectors/github/read/{operation}", door.PostAsync(sarah, "/api/v1/connectors/github/read/github_issue_read", new { }));

        foreach (var verb in new[] { "ack", "complete", "reopen" })
        {
            await ActAsync($"POST /api/v1/tasks/{{id}}/{verb}", ChangeAsync(sarah, verb, verb == "reopen" ? "done" : "discovered"));
        }

        // Whether a task can be split depends on the company's deliveries; the attempt is an act either way.
        await ActAsync("POST /api/v1/tasks/{id}/split", ChangeAsync(sarah, "split", "discovered"), mayFail: true);
        var notification = "";
        await Eventually.AsyncTrue(
            async _ =>
            {
                var inbox = await door.GetAsync(sarah, "/api/v1/notifications?limit=200");
                var found = inbox.Json.GetProperty("items").EnumerateArray()
                    .FirstOrDefault(entry => entry.GetRawText().Contains(Text(briefing, "id"), StringComparison.Ordinal));
                notification = found.ValueKind == JsonValueKind.Object ? found.GetProperty("id").GetString()! : "";
                return notification.Length > 0;
            },
            TimeSpan.FromMinutes(1), "the inbox tells of the briefing", () => "", TestContext.Current.CancellationToken);
        await ActAsync("POST /api/v1/notifications/{id}/read", door.PostAsync(sarah, $"/api/v1/notifications/{notification}/read", new { }));
    }

    private async Task<DoorAnswer> ChangeAsync(string token, string verb, string status)
    {
        // "done" is what became of the one that was completed a moment ago.
        var tasks = await door.GetAsync(token, $"/api/v1/tasks?status={(status == "done" ? "completed" : status)}&limit=1");
        Assert.True(tasks.Status == 200 && tasks.Json.GetProperty("items").GetArrayLength() > 0, $"no task to {verb}: {tasks}");
        var task = tasks.Json.GetProperty("items")[0];
        return await door.PostAsync(token, $"/api/v1/tasks/{task.GetProperty("id").GetString()}/{verb}", new { rowVersion = task.GetProperty("rowVersion").GetInt32() });
    }

    private async Task PlayPoliciesAsync()
    {
        const string all = "/api/v1/policies";
        var olga = await door.TokenAsync("olga");
        const string content = "blocked: [deleteEmail, closeGitHubPR, deleteJiraTicket]";
        var made = await ActAsync($"POST {all}", door.PostAsync(olga, all, new { scope = "org", scopeId = "engineering", domain = "actions", name = _name, version = "1.0.0", content, status = "draft", changeReason = Why }));
        var one = $"{all}/{Text(made, "id")}";
        await ActAsync($"POST {all}/{{id}}/activate", SendAsync(HttpMethod.Post, olga, $"{one}/activate", new { changeReason = Why }));
        await ActAsync($"PUT {all}/{{id}}", SendAsync(HttpMethod.Put, olga, one, new { content = content.Replace("]", ", completeness_tool]", StringComparison.Ordinal), changeReason = Why }));
        await ActAsync($"POST {all}/{{id}}/rollback", SendAsync(HttpMethod.Post, olga, $"{one}/rollback", new { toVersion = "1.0.0", changeReason = Why }));
        await ActAsync($"POST {all}/{{id}}/override", SendAsync(HttpMethod.Post, olga, $"{one}/override", new { content, expiresAt = DateTimeOffset.UtcNow.AddMinutes(30), changeReason = Why }));
        await ActAsync($"DELETE {all}/{{id}}", SendAsync(HttpMethod.Delete, olga, one, new { changeReason = Why }));
        await ActAsync($"GET {all}/export", door.GetAsync(await door.TokenAsync("eve"), $"{all}/export"));
        var zip = new ByteArrayContent(Folder("user/eve/actions.yaml", content + "\n"));
        zip.Headers.ContentType = new MediaTypeHeaderValue("application/zip");
        await ActAsync($"POST {all}/import", door.SendAsync(HttpMethod.Post, await door.TokenAsync("eve"), $"{all}/import?changeReason={Why}", zip));
    }

    private async Task PlayModulesAsync()
    {
        const string all = "/api/v1/policies/modules";
        var eve = await door.TokenAsync("eve");
        var source = $"package custom\n\ndeny contains \"{_name}\" if input.action == \"{_name}\"\n";
        var made = await ActAsync($"POST {all}", door.PostAsync(eve, all, new { scope = "enterprise", name = _name, source, changeReason = Why }));
        var one = $"{all}/{Text(made, "id")}";
        await ActAsync($"PUT {all}/{{id}}", SendAsync(HttpMethod.Put, eve, one, new { source = source + "\n# again\n", changeReason = Why }));
        await ActAsync($"DELETE {all}/{{id}}", SendAsync(HttpMethod.Delete, eve, $"{one}?changeReason={Why}", null));
    }

    private async Task PlayDecisionsAsync()
    {
        var sarah = await door.TokenAsync("sarah");
        var question = new { action = "completeness_question", context = new { dataClassification = "internal" } };
        await ActAsync("POST /api/v1/policies/evaluate", door.PostAsync(sarah, "/api/v1/policies/evaluate", question));
        await ActAsync("POST /api/v1/policies/evaluate/batch", door.PostAsync(sarah, "/api/v1/policies/evaluate/batch", new { requests = new[] { question, question } }));
        await ActAsync("POST /api/v1/policies/simulate", door.PostAsync(sarah, "/api/v1/policies/simulate", question));
        await ActAsync("POST /api/v1/policies/route-model", door.PostAsync(sarah, "/api/v1/policies/route-model", new { dataClassification = "internal", requestedModel = "gpt-best" }));
        var item = $"github:acme-robotics/arm-firmware/issues/{Random.Shared.Next(1_000_000, 9_999_999)}";
        await ActAsync("POST /api/v1/data/classify", door.PostAsync(sarah, "/api/v1/data/classify", new { connectorType = "github", sourceId = item }));
        await ActAsync("PUT /api/v1/data/{item}", SendAsync(HttpMethod.Put, await door.TokenAsync("eve"), $"/api/v1/data/{item}/classification", new { classification = "confidential", reason = Why }));
    }

    private async Task PlayAdministrationAsync()
    {
        const string all = "/api/v1/service-accounts";
        var eve = await door.TokenAsync("eve");
        await ActAsync($"POST {all}", door.PostAsync(eve, all, new { name = _name, scopes = Scopes }));
        var one = $"{all}/svc-{_name}";
        await ActAsync($"PUT {all}/{{id}}", SendAsync(HttpMethod.Put, eve, one, new { description = Why }));
        var key = await ActAsync($"POST {all}/{{id}}/keys", door.PostAsync(eve, $"{one}/keys", new { expiresInDays = 1 }));
        var next = await ActAsync($"POST {all}/{{id}}/keys/{{keyId}}/rotate", door.PostAsync(eve, $"{one}/keys/{Text(key, "keyId")}/rotate", new { graceSeconds = 0 }));
        await ActAsync($"DELETE {all}/{{id}}/keys/{{keyId}}", SendAsync(HttpMethod.Delete, eve, $"{one}/keys/{Text(next, "keyId")}", null));
        await ActAsync("PUT /api/v1/users/{userId}/roles", SendAsync(HttpMethod.Put, eve, "/api/v1/users/mike/roles", new { roles = Given, reason = Why }));
        await SendAsync(HttpMethod.Put, eve, "/api/v1/users/mike/roles", new { roles = NoRoles, reason = Why });
    }

    private async Task PlayAuditAsync()
    {
        const string all = "/api/v1/audit";
        var eve = await door.TokenAsync("eve");
        var page = await ActAsync($"GET {all}", door.GetAsync(eve, $"{all}?userId=sarah&action=briefing_generate&limit=5"));
        var entry = page.Json.GetProperty("entries")[0];
        await ActAsync($"GET {all}/{{id}}", door.GetAsync(eve, $"{all}/{entry.GetProperty("id").GetString()}"));
        await ActAsync($"GET {all}/{{id}}/receipt", door.GetAsync(eve, $"{all}/{entry.GetProperty("id").GetString()}/receipt"));
        await ActAsync($"GET {all}/requests/{{requestId}}/timeline", door.GetAsync(eve, $"{all}/requests/{entry.GetProperty("requestId").GetString()}/timeline"));
        await ActAsync($"GET {all}/export", door.GetAsync(eve, $"{all}/export?reason=completeness+of+the+log&requestId={entry.GetProperty("requestId").GetString()}"));
        await ActAsync("GET /api/v1/metrics", door.GetAsync(eve, "/api/v1/metrics"));
        await ActAsync($"GET {all}/log", door.GetAsync(eve, $"{all}/log"));
    }

    /// <summary>About people who never were here, because a person's data cannot be brought back.</summary>
    private async Task PlayUserDataAsync()
    {
        const string all = "/api/v1/user-data";
        var eve = await door.TokenAsync("eve");
        await ActAsync($"GET {all}/{{userId}}/export", door.GetAsync(eve, $"{all}/{_name}/export"), mayFail: true);
        var hold = await ActAsync($"POST {all}/holds", door.PostAsync(eve, $"{all}/holds", new { userId = _name, reason = Why }));
        await ActAsync($"DELETE {all}/holds/{{id}}", SendAsync(HttpMethod.Delete, eve, $"{all}/holds/{Text(hold, "id")}", null));
        await ActAsync($"DELETE {all}/{{userId}}", SendAsync(HttpMethod.Delete, eve, $"{all}/{_name}?reason={Why}", null));
        await ActAsync($"POST {all}/anonymize", door.PostAsync(eve, $"{all}/anonymize", new { userId = _name + "-2", reason = Why }));
        var stop = await ActAsync("POST /api/v1/kill-switches", door.PostAsync(eve, "/api/v1/kill-switches", new { kind = "user", target = _name, reason = Why }));
        await ActAsync("POST /api/v1/kill-switches/{id}/release", door.PostAsync(eve, $"/api/v1/kill-switches/{Text(stop, "id")}/release", new { reason = Why }));
    }

    /// <summary>Last: these end the proofs of identity they are called with.</summary>
    private async Task PlaySessionsAsync()
    {
        await ActAsync("DELETE /api/v1/users/{userId}/sessions", SendAsync(HttpMethod.Delete, await door.TokenAsync("eve"), "/api/v1/users/nina/sessions", null));
        await ActAsync("POST /api/v1/auth/logout", door.PostAsync(await door.TokenAsync("mike"), "/api/v1/auth/logout", new { }));
        await ActAsync("DELETE /api/v1/auth/sessions", SendAsync(HttpMethod.Delete, await door.TokenAsync("mike"), "/api/v1/auth/sessions", null));
        await door.BelievedTokenAsync("nina");
        await door.BelievedTokenAsync("mike");
    }

    private async Task<DoorAnswer> ActAsync(string operation, Task<DoorAnswer> act, bool mayFail = false)
    {
        var answer = await act;
        Assert.True(mayFail || answer.Status < 300, $"{operation}: {answer}");
        _done.Add(new DoneAct(operation, answer));
        return answer;
    }

    private Task<DoorAnswer> SendAsync(HttpMethod method, string token, string path, object? body) =>
        door.SendAsync(method, token, path, body is null ? null : JsonContent.Create(body), ("If-Match", "*"));

    private static string Text(DoorAnswer answer, string name) => answer.Json.GetProperty(name).GetString()!;

    private static byte[] Folder(string path, string content)
    {
        using var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = archive.CreateEntry(path).Open();
            entry.Write(Encoding.UTF8.GetBytes(content));
        }

        return packed.ToArray();
    }
}
