using System.Text.Json;
using OpenClaw.Contracts;
using OpenClaw.Testing;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>A person takes her data with her and is forgotten, in every service, through the door; the last part of journey J11.</summary>
[Collection(SystemTestGroup.Name)]
public sealed class UserDataStoryTests(SharedSystem system)
{
    private const int Limit = 4 * 60_000;
    private const string Person = "nina";

    private Door Door => system.Door;

    [Fact(Timeout = Limit)]
    public async Task Person_ExportsHerData_AndIsForgottenEverywhere()
    {
        SharedSystem.RequireServers();
        var (nina, aud) = (await Door.TokenAsync(Person), await Door.TokenAsync("aud"));
        (await Door.GetAsync(await Door.TokenAsync("mike"), $"/api/v1/user-data/{Person}/export")).MustBeProblem(404, ErrorCodes.NotFound, "somebody else's data");
        var evaluated = await Door.PostAsync(nina, "/api/v1/policies/evaluate", new { action = "github_issue_read", context = new { dataClassification = "internal" } });
        await Eventually.AssertAsync(async () => Assert.NotEmpty(await Door.AuditAsync(aud, evaluated.RequestId!)));

        var export = await Door.GetAsync(nina, $"/api/v1/user-data/{Person}/export");
        Assert.True(export.Status == 200, export.ToString());
        Assert.All(export.Json.GetProperty("auditEntries").EnumerateArray(), entry => Assert.Equal(Person, entry.GetProperty("userId").GetString()));
        Assert.All((string[])["tasks", "briefings", "notifications", "sessions", "membership"], kind => Assert.True(export.Json.TryGetProperty(kind, out _), kind));

        // What an auditor took home before the erasure has to hold afterwards.
        using var desk = new AuditorsDesk(Door);
        await desk.TakeAsync(aud);

        var erased = await Door.SendAsync(HttpMethod.Delete, nina, $"/api/v1/user-data/{Person}?reason=I%20leave", null);
        Assert.True(erased.Status is 200 or 202, erased.ToString());
        var id = erased.Json.GetProperty("erasureId").GetString();
        var eve = await Door.TokenAsync("eve");
        await Eventually.AssertAsync(async () =>
        {
            var report = await Door.GetAsync(eve, $"/api/v1/user-data/erasures/{id}");
            Assert.True(report.Json.TryGetProperty("completedAt", out var at) && at.ValueKind == JsonValueKind.String, report.ToString());
            Assert.Equal(["audit", "briefing", "gateway", "notification", "policy"], report.Json.GetProperty("services").EnumerateObject().Select(one => one.Name).Order());
        });

        // Her token was withdrawn, her old entries name nobody, and the log still says what happened.
        await Eventually.AssertAsync(async () => Assert.Equal(401, (await Door.GetAsync(nina, "/api/v1/tasks")).Status));
        await Eventually.AssertAsync(async () => Assert.All(
            await Door.AuditAsync(aud, evaluated.RequestId!), entry => Assert.StartsWith("~", entry.GetProperty("userId").GetString(), StringComparison.Ordinal)));
        var trail = await Door.AuditAsync(aud, erased.RequestId!);
        Assert.Contains(trail, entry => entry.GetProperty("action").GetString() == "user_data_erase" && entry.GetProperty("outcome").GetString() == "success");
        await desk.TakeAsync(aud);
        var (code, said) = await desk.VerifyAsync();
        Assert.True(code == 0, said);
    }
}
