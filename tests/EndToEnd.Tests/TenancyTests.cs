using System.Text.Json;
using OpenClaw.Contracts;
using OpenClaw.Testing;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>What belongs to others does not exist: not by id, not in lists, not by claiming to be somebody else.</summary>
[Collection(SystemTestGroup.Name)]
public sealed class TenancyTests(SharedSystem system)
{
    private const int Limit = 2 * 60_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    // Enterprise administrators see most, so what they do not see nobody sees.
    private static readonly string[] Strangers = ["vera", "gus"];

    // What a request can claim about its sender without proving it.
    private static readonly (string, string)[] Claims =
    [
        ("X-Tenant-Id", "acme"), ("X-User-Id", "sarah"), ("X-Forwarded-User", "sarah"), ("X-OpenClaw-Tenant", "acme"), ("X-OpenClaw-User", "sarah"),
        ("dapr-caller-app-id", "briefing"), ("dapr-caller-namespace", "default"), ("dapr-api-token", "guessed"), ("dapr-app-id", "audit"),
        ("X-Original-URL", "/internal/policy/bundle"), ("X-HTTP-Method-Override", "DELETE"), ("Cookie", "openclaw-session=sarah; __Host-openclaw=sarah"),
    ];

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    private Door Door => system.Door;

    [Fact(Timeout = Limit)]
    public async Task Ids_OfAnotherCompanyOrPerson_Are404()
    {
        SharedSystem.RequireServers();
        var theirs = await SarahsAsync();
        foreach (var stranger in Strangers.Append("mike"))
        {
            var token = await Door.TokenAsync(stranger);
            foreach (var headers in new[] { [], Claims })
            {
                (await Door.GetAsync(token, $"/api/v1/briefings/{theirs.Briefing}", headers)).MustBeProblem(404, ErrorCodes.NotFound, $"briefing as {stranger}");
                (await Door.GetAsync(token, $"/api/v1/audit/{theirs.AuditEntry}", headers)).MustBeProblem(404, ErrorCodes.NotFound, $"audit entry as {stranger}");
                (await Door.PostAsync(token, $"/api/v1/notifications/{theirs.Notification}/read", new { }, headers))
                    .MustBeProblem(404, ErrorCodes.NotFound, $"notification as {stranger}");
                foreach (var verb in new[] { "complete", "ack", "split", "reopen" })
                {
                    (await Door.PostAsync(token, $"/api/v1/tasks/{theirs.Task}/{verb}", new { rowVersion = theirs.TaskVersion }, headers))
                        .MustBeProblem(404, ErrorCodes.NotFound, $"{verb} as {stranger}");
                }
            }
        }

        // The ids are good ones: their owner can use each of them, and finds it as it was.
        var sarah = await Door.TokenAsync("sarah");
        Assert.Equal(200, (await Door.GetAsync(sarah, $"/api/v1/briefings/{theirs.Briefing}")).Status);
        Assert.Equal(200, (await Door.GetAsync(sarah, $"/api/v1/audit/{theirs.AuditEntry}")).Status);
        var entry = await Door.GetAsync(sarah, "/api/v1/notifications?unread=true");
        Assert.Contains(theirs.Notification, entry.Text, StringComparison.Ordinal);
        Assert.Equal(200, (await Door.PostAsync(sarah, $"/api/v1/tasks/{theirs.Task}/ack", new { rowVersion = theirs.TaskVersion })).Status);
    }

    [Fact(Timeout = Limit)]
    public async Task Lists_OfAnotherCompany_HoldNothingOfTheFirst()
    {
        SharedSystem.RequireServers();
        var theirs = await SarahsAsync();

        // Not "sarah" or "acme" alone: people of the other company may name them in what they ask for, and their own log says so.
        string[] foreign = [theirs.Briefing, theirs.AuditEntry, theirs.Notification, theirs.Title, "acme-robotics", "\"tenantId\":\"acme\"", "github-acme"];
        string[] lists =
        [
            "/api/v1/briefings?limit=100", "/api/v1/tasks?limit=200", "/api/v1/audit?limit=1000", "/api/v1/audit?userId=sarah", "/api/v1/audit?actor=briefing",
            $"/api/v1/audit?requestId={theirs.RequestId}", "/api/v1/audit?orgUnit=engineering", "/api/v1/notifications?limit=200", "/api/v1/connectors",
            $"/api/v1/tasks?cursor={Uri.EscapeDataString(theirs.TaskCursor)}", $"/api/v1/audit?cursor={Uri.EscapeDataString(theirs.AuditCursor)}",
            $"/api/v1/briefings?cursor={theirs.Briefing.Replace("-", "", StringComparison.Ordinal)}",
            $"/api/v1/notifications?cursor={theirs.Notification.Replace("-", "", StringComparison.Ordinal)}",
        ];
        foreach (var stranger in Strangers)
        {
            var token = await Door.TokenAsync(stranger);
            foreach (var list in lists)
            {
                foreach (var headers in new[] { [], Claims })
                {
                    var answer = await Door.GetAsync(token, list, headers);

                    // Connections are for those who look after them, which a plain user is not.
                    var expected = stranger == "vera" && list == "/api/v1/connectors" ? 403 : 200;
                    Assert.True(answer.Status == expected, $"{list} as {stranger}: {answer}");
                    Assert.All(foreign, text => Assert.DoesNotContain(text, answer.Text, StringComparison.Ordinal));
                }
            }
        }
    }

    [Fact(Timeout = Limit)]
    public async Task Reads_ThatNameAnotherCompany_StayInTheOwn()
    {
        SharedSystem.RequireServers();
        var vera = await Door.TokenAsync("vera");
        var claim = new { tenantId = "acme", userId = "sarah", operation = "github_issue_read", roles = new[] { "enterprise_admin" } };

        foreach (var query in new[] { "", "?tenantId=acme&userId=sarah" })
        {
            var answer = await Door.PostAsync(vera, $"/api/v1/connectors/github/read/github_issue_read{query}", claim, Claims);
            Assert.True(answer.Status == 200, $"{answer}");
            Assert.DoesNotContain("acme", answer.Text, StringComparison.Ordinal);
        }

        var me = await Door.GetAsync(vera, "/api/v1/auth/userinfo?tenant=acme", Claims);
        Assert.Equal(("vera", "globex"), (me.Json.GetProperty("userId").GetString(), me.Json.GetProperty("tenantId").GetString()));
    }

    [Fact(Timeout = Limit)]
    public async Task Keys_OfAnotherCompanysRequest_AreNotSharedWithIt()
    {
        SharedSystem.RequireServers();
        var key = $"same-key-{Guid.NewGuid():N}";
        var requestId = $"same-request-{Guid.NewGuid():N}";
        (string, string)[] headers = [("Idempotency-Key", key), ("X-Request-Id", requestId)];
        var sarahs = await Door.PostAsync(await Door.TokenAsync("sarah"), "/api/v1/briefings", new { reason = "key" }, headers);
        var veras = await Door.PostAsync(await Door.TokenAsync("vera"), "/api/v1/briefings", new { reason = "key" }, headers);

        Assert.Equal((201, 201), (sarahs.Status, veras.Status));
        Assert.Equal((requestId, requestId), (sarahs.RequestId, veras.RequestId));
        Assert.NotEqual(sarahs.Json.GetProperty("id").GetString(), veras.Json.GetProperty("id").GetString());
        var seenByAcme = await Door.AuditAsync(await Door.TokenAsync("aud"), requestId);
        var seenByGlobex = await Door.AuditAsync(await Door.TokenAsync("gus"), requestId);
        Assert.NotEmpty(seenByAcme);
        Assert.NotEmpty(seenByGlobex);
        Assert.All(seenByAcme, entry => Assert.Equal("acme", entry.GetProperty("tenantId").GetString()));
        Assert.All(seenByGlobex, entry => Assert.Equal("globex", entry.GetProperty("tenantId").GetString()));
    }

    [Fact(Timeout = Limit)]
    public async Task Notification_IsPushedToItsPersonOnly()
    {
        SharedSystem.RequireServers();
        var (sarah, vera) = (await Door.TokenAsync("sarah"), await Door.TokenAsync("vera"));
        using var sarahsPage = await LiveClient.OpenAsync(system.Running.Gateway, sarah, Ended);
        using var verasPage = await LiveClient.OpenAsync(system.Running.Gateway, vera, Ended);

        var sarahs = await BriefAsync(sarah);
        var (push, _) = await PushAsync(sarahsPage, LinkOf(sarahs));
        Assert.Equal("notification.created", push.GetProperty("type").GetString());
        Assert.Equal(sarahs.RequestId, push.GetProperty("data").GetProperty("requestId").GetString());

        // Had vera been told of sarah's briefing, it would have come before her own.
        var veras = await BriefAsync(vera);
        var (_, before) = await PushAsync(verasPage, LinkOf(veras));
        Assert.DoesNotContain(LinkOf(sarahs), before);
    }

    private static string LinkOf(DoorAnswer briefing) => $"/api/v1/briefings/{briefing.Json.GetProperty("id").GetString()}";

    /// <summary>The push with this link, and the links of those that came first: what other tests asked for may still arrive.</summary>
    private static async Task<(JsonElement Push, IReadOnlyList<string?> Before)> PushAsync(LiveClient page, string link)
    {
        var before = new List<string?>();
        while (true)
        {
            var push = await page.NextAsync(Ended);
            var pushed = push.GetProperty("data").TryGetProperty("link", out var value) ? value.GetString() : null;
            if (pushed == link)
            {
                return (push, before);
            }

            before.Add(pushed);
        }
    }

    private async Task<DoorAnswer> BriefAsync(string token)
    {
        var answer = await Door.PostAsync(token, "/api/v1/briefings", new { reason = "tenancy" }, ("Idempotency-Key", Guid.NewGuid().ToString("N")));
        Assert.True(answer.Status == 201, $"{answer}");
        return answer;
    }

    /// <summary>One of everything that is sarah's alone.</summary>
    private async Task<Belongings> SarahsAsync()
    {
        var sarah = await Door.TokenAsync("sarah");
        var briefing = await BriefAsync(sarah);
        var id = briefing.Json.GetProperty("id").GetString()!;
        JsonElement notification = default;
        await Eventually.AsyncTrue(
            async _ =>
            {
                var inbox = await Door.GetAsync(sarah, "/api/v1/notifications?limit=200");
                notification = inbox.Json.GetProperty("items").EnumerateArray().FirstOrDefault(entry => entry.GetRawText().Contains(id, StringComparison.Ordinal));
                return notification.ValueKind == JsonValueKind.Object;
            },
            Patience,
            "the inbox tells of the briefing",
            cancellationToken: Ended);
        foreach (var (_, delivery) in new[] { Deliveries.Issue(), Deliveries.Issue() })
        {
            var taken = await Door.DeliverAsync(delivery.Body, delivery.Sign(system.Running.WebhookSecret), delivery.DeliveryId, delivery.EventName);
            Assert.True(taken.Status == 202, taken.ToString());
        }

        var tasks = await Door.GetAsync(sarah, "/api/v1/tasks?status=discovered&limit=1");
        await Eventually.AsyncTrue(
            async _ =>
            {
                tasks = await Door.GetAsync(sarah, "/api/v1/tasks?status=discovered&limit=1");
                return tasks.Json.TryGetProperty("nextCursor", out var next) && next.ValueKind == JsonValueKind.String;
            },
            Patience,
            "two new tasks wait, so that a page of one has a next",
            cancellationToken: Ended);
        var task = tasks.Json.GetProperty("items")[0];
        await Door.SealedAsync();
        var audit = await Door.GetAsync(sarah, "/api/v1/audit?action=briefing_generate&limit=1");
        Assert.True(audit.Status == 200, $"{audit}");
        return new Belongings(
            id,
            briefing.RequestId!,
            notification.GetProperty("id").GetString()!,
            task.GetProperty("id").GetString()!,
            task.GetProperty("rowVersion").GetInt32(),
            task.GetProperty("title").GetString()!,
            tasks.Json.GetProperty("nextCursor").GetString()!,
            audit.Json.GetProperty("entries")[0].GetProperty("id").GetString()!,
            audit.Json.GetProperty("nextCursor").GetString()!);
    }

    private sealed record Belongings(
        string Briefing, string RequestId, string Notification, string Task, int TaskVersion, string Title, string TaskCursor, string AuditEntry, string AuditCursor);
}
