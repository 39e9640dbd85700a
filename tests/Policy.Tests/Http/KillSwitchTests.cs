using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.Testing;

namespace OpenClaw.Policy.Tests.Http;

/// <summary>One call stops; it survives a restart; only somebody with rights enough releases it, and says why.</summary>
public sealed class KillSwitchTests(PolicySystem system)
{
    private const string Path = "/api/v1/kill-switches";
    private readonly string _tenant = PolicySystem.NewTenant();

    [Theory]
    [InlineData("enterprise", null)]
    [InlineData("org", "engineering")]
    [InlineData("team", "platform")]
    [InlineData("user", "sarah")]
    [InlineData("connector", "github")]
    [InlineData("agent", "sarah")]
    public async Task OneCall_StopsBeforeItAnswers_AndTheReleaseLetsGoOn(string kind, string? target)
    {
        var stopped = (await StopAsync(A.Eve, kind, target)).Must(201);
        var during = await DecideAsync();
        var listed = await system.SendAsync(In(A.Eve), HttpMethod.Get, Path);
        var released = (await ReleaseAsync(A.Eve, stopped["id"]!, "all is well")).Must(200);
        var after = await DecideAsync();
        var history = await system.SendAsync(In(A.Eve), HttpMethod.Get, Path + "?all=true");

        Assert.Equal(("deny", $"kill-switch:{stopped["id"]}"), (during["decision"], during["policyApplied"]));
        Assert.Contains("said the test", during["reason"], StringComparison.Ordinal);
        Assert.Equal(stopped["id"], Assert.Single(listed.Body!["items"]!.AsArray())!["id"]!.ToString());
        Assert.DoesNotContain("kill-switch", after["policyApplied"], StringComparison.Ordinal);
        Assert.Equal(("eve", "all is well"), (released["releasedBy"], released["releaseReason"]));
        Assert.Equal("all is well", Assert.Single(history.Body!["items"]!.AsArray())!["releaseReason"]!.ToString());
        Assert.Empty((await system.SendAsync(In(A.Eve), HttpMethod.Get, Path)).Body!["items"]!.AsArray());
    }

    [Fact]
    public async Task StopAndRelease_AreOnRecordBeforeTheyHold_AndAreAnnounced()
    {
        var id = (await StopAsync(A.Eve, "user", "mike")).Must(201)["id"]!;
        (await ReleaseAsync(A.Eve, id, "done")).Must(200);

        var entries = system.Sidecar.AuditEntries.Where(entry => entry.TenantId == _tenant).ToList();
        foreach (var (action, reason) in new[] { ("kill_switch_on", "said the test"), ("kill_switch_off", "done") })
        {
            var intent = Assert.Single(entries, entry => entry.Action == action && entry.Phase == AuditPhase.Intent);
            Assert.Equal((id, "mike", reason, "eve"), ((string)intent.ActionDetail["killSwitch"]!, (string)intent.ActionDetail["target"]!, (string)intent.ActionDetail["reason"]!, intent.UserId));
            Assert.Equal(AuditOutcome.Success, Assert.Single(entries, entry => entry.IntentId == intent.Id).Outcome);
        }

        Assert.Contains(system.Sidecar.Published, message => message.Contains($"kill-switch-{id}-on", StringComparison.Ordinal));
        Assert.Contains(system.Sidecar.Published, message => message.Contains($"kill-switch-{id}-off", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Switch_SurvivesARestart_AndHoldsOnEveryReplica()
    {
        var database = await system.NewDatabaseAsync();
        string id;
        await using (var first = await system.StartServiceAsync(database, system.Sidecar))
        await using (var second = await system.StartServiceAsync(database, system.Sidecar))
        {
            id = (await StopAsync(A.Eve, "enterprise", null, first)).Must(201)["id"]!;
            await Eventually.AsyncTrue(
                async _ => (await DecideAsync(second))["policyApplied"] == $"kill-switch:{id}", PolicySystem.Deadline, "the other replica knows");
        }

        await using var later = await system.StartServiceAsync(database, system.Sidecar);
        Assert.Equal($"kill-switch:{id}", (await DecideAsync(later))["policyApplied"]);
    }

    [Fact]
    public async Task StoppingAgain_IsAsGood_AndReleasingAgain_IsAConflict()
    {
        var first = (await StopAsync(A.Eve, "user", "mike")).Must(201);
        var again = (await StopAsync(A.Eve, "user", "mike")).Must(200);
        (await ReleaseAsync(A.Eve, first["id"]!, "done")).Must(200);
        var twice = (await ReleaseAsync(A.Eve, first["id"]!, "done")).Must(409);
        var anew = (await StopAsync(A.Eve, "user", "mike")).Must(201);

        Assert.Equal(first["id"], again["id"]);
        Assert.NotEqual(first["id"], anew["id"]);
        Assert.Equal(ErrorCodes.StateConflict, twice["code"]);
    }

    [Fact]
    public async Task OrganisationAdministrator_StopsTheOrganisationsOwn_AndNothingElse()
    {
        foreach (var person in new[] { A.Sarah, A.Nina })
        {
            (await system.SendAsync(In(person), HttpMethod.Get, "/version")).Must(200);
        }

        await Eventually.AsyncTrue(
            async _ => (await StopAsync(A.Olga, "user", "sarah")).Status is 200 or 201, PolicySystem.Deadline, "sarah is known to belong to olga's organisation");
        (await StopAsync(A.Olga, "org", "engineering")).Must(201);
        (await StopAsync(A.Olga, "org", "engineering/tools")).Must(201);
        (await StopAsync(A.Olga, "team", "platform")).Must(201);
        (await StopAsync(A.Olga, "org", "product")).Must(404);
        (await StopAsync(A.Olga, "org", "engineering-tools")).Must(404);
        (await StopAsync(A.Olga, "user", "nina")).Must(404);
        (await StopAsync(A.Olga, "team", "design")).Must(404);
        (await StopAsync(A.Olga, "agent", "svc-unknown")).Must(404);
        (await StopAsync(A.Olga, "connector", "github")).Must(403);
        (await StopAsync(A.Olga, "enterprise", null)).Must(403);
        foreach (var caller in new[] { A.Tom, A.Sarah })
        {
            (await StopAsync(caller, "user", "mike")).Must(403);
            (await system.SendAsync(In(caller), HttpMethod.Get, Path)).Must(403);
        }
    }

    [Fact]
    public async Task Release_NeedsRightsAsWideAsTheStops_AndIsNotForWhomItStops()
    {
        (await system.SendAsync(In(A.Sarah), HttpMethod.Get, "/version")).Must(200);
        var byEve = (await StopAsync(A.Eve, "org", "engineering")).Must(201)["id"]!;
        var ofEve = (await StopAsync(A.Eve, "user", "eve")).Must(201)["id"]!;

        (await ReleaseAsync(A.Olga, byEve, "I disagree")).Must(403);
        (await ReleaseAsync(A.Eve, ofEve, "I am fine")).Must(403);
        (await ReleaseAsync(A.Eve, byEve, "looked into it")).Must(200);
        (await ReleaseAsync(A.Eve with { UserId = "another-eve" }, ofEve, "looked into it")).Must(200);
    }

    [Theory]
    [InlineData("user", "mike", null)]
    [InlineData("user", "mike", "  ")]
    [InlineData("user", null, "reason")]
    [InlineData("user", " ", "reason")]
    [InlineData(null, "mike", "reason")]
    public async Task Request_ThatIsNotComplete_StopsNothing(string? kind, string? target, string? reason)
    {
        var reply = await system.SendAsync(In(A.Eve), HttpMethod.Post, Path, new { kind, target, reason });

        Assert.Equal((400, ErrorCodes.ValidationFailed), (reply.Status, reply["code"]));
    }

    [Fact]
    public async Task Release_WithoutAReason_ReleasesNothing()
    {
        var id = (await StopAsync(A.Eve, "enterprise", null)).Must(201)["id"]!;

        (await ReleaseAsync(A.Eve, id, "")).Must(400);

        Assert.Equal($"kill-switch:{id}", (await DecideAsync())["policyApplied"]);
    }

    [Fact]
    public async Task OtherCompanies_NeitherSeeNorStopNorRelease()
    {
        var id = (await StopAsync(A.Eve, "enterprise", null)).Must(201)["id"]!;
        var stranger = A.Gus with { TenantId = PolicySystem.NewTenant() };

        (await system.SendAsync(stranger, HttpMethod.Get, $"{Path}/{id}")).Must(404);
        (await system.SendAsync(stranger, HttpMethod.Post, $"{Path}/{id}/release", new { reason = "mine" })).Must(404);
        (await system.SendAsync(stranger, HttpMethod.Post, Path, new { kind = "enterprise", target = _tenant, reason = "theirs" })).Must(404);
        Assert.Empty((await system.SendAsync(stranger, HttpMethod.Get, Path + "?all=true")).Body!["items"]!.AsArray());
        Assert.DoesNotContain("kill-switch", (await DecideAsync(caller: A.Sarah with { TenantId = stranger.TenantId }))["policyApplied"], StringComparison.Ordinal);
    }

    private Caller In(Caller caller) => PolicySystem.In(_tenant, caller);

    private Task<Reply> StopAsync(Caller caller, string kind, string? target, ServiceProcess? service = null) =>
        system.SendAsync(In(caller), HttpMethod.Post, Path, new { kind, target, reason = "said the test" }, service: service);

    private Task<Reply> ReleaseAsync(Caller caller, string id, string reason) =>
        system.SendAsync(In(caller), HttpMethod.Post, $"{Path}/{id}/release", new { reason });

    private async Task<Reply> DecideAsync(ServiceProcess? service = null, Caller? caller = null) => (await system.SendAsync(
        caller ?? In(A.Sarah), HttpMethod.Post, "/evaluate", new { action = "github_issue_read", context = new { dataClassification = "internal" } }, service: service)).Must(200);
}
