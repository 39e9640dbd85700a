using OpenClaw.Contracts;
using OpenClaw.Testing;

namespace OpenClaw.Policy.Tests.Http;

/// <summary>The life of a policy over HTTP, on a real database; each test has a tenant of its own.</summary>
public sealed class LifecycleTests(PolicySystem system)
{
    private readonly string _tenant = PolicySystem.NewTenant();

    [Fact]
    public async Task Policy_FromDraftToEnd_KeepsItsHistory()
    {
        var eve = PolicySystem.In(_tenant, A.Eve);
        var created = (await system.SendAsync(eve, HttpMethod.Post, "", New("actions", "default_autonomy: approve"))).Must(201);
        var path = "/" + created["id"];
        Assert.Equal(("draft", "1.0.0", "\"1\""), (created["status"], created["version"], created.Tag));
        Assert.Equal("/api/v1/policies" + path, created.Location);

        var active = (await system.SendAsync(eve, HttpMethod.Post, path + "/activate", new { changeReason = "go" }, created.Tag)).Must(200);
        var second = (await system.SendAsync(eve, HttpMethod.Put, path, new { content = "default_autonomy: block", changeReason = "stricter" }, active.Tag)).Must(200);
        Assert.Equal(("active", "1.0.1", "block"), (second["status"], second["version"], second.Body!["document"]!["default_autonomy"]!.ToString()));

        var diff = (await system.SendAsync(eve, HttpMethod.Get, path + "/diff?from=1.0.0&to=1.0.1")).Must(200);
        Assert.Equal("""[{"path":"default_autonomy","before":"approve","after":"block","move":"narrower"}]""", diff.Body!["differences"]!.ToJsonString());

        var back = (await system.SendAsync(eve, HttpMethod.Post, path + "/rollback", new { toVersion = "1.0.0", version = "2.0.0", changeReason = "too strict" }, second.Tag)).Must(200);
        Assert.Equal(("2.0.0", "approve"), (back["version"], back.Body!["document"]!["default_autonomy"]!.ToString()));

        (await system.SendAsync(eve, HttpMethod.Delete, path, new { changeReason = "not needed" }, back.Tag)).Must(200);
        var history = (await system.SendAsync(eve, HttpMethod.Get, path + "/versions")).Must(200).Body!.AsArray();
        Assert.Equal(
            ["1.0.0 deprecated create", "1.0.1 deprecated update", "2.0.0 deprecated rollback"],
            history.Select(version => $"{version!["version"]} {version["status"]} {version["operation"]}"));
        (await system.SendAsync(eve, HttpMethod.Post, path + "/rollback", new { toVersion = "1.0.0", changeReason = "again" }, "*")).Must(409);
    }

    [Fact]
    public async Task Change_IsOnRecordWithWhoWhatWhenWhy_AndInForceWhenAnswered()
    {
        var eve = PolicySystem.In(_tenant, A.Eve);

        var created = (await system.SendAsync(eve, HttpMethod.Post, "", New("actions", "blocked: [email_send]", status: "active"))).Must(201);

        var (_, bundle, _) = await system.BundleAsync(system.Service, _tenant);
        Assert.Equal("[\"email_send\"]", bundle!.Data["tenants"]![_tenant]!["enterprise"]!["actions"]!["content"]!["blocked"]!.ToJsonString());
        var entries = system.Sidecar.AuditEntries.Where(entry => entry.TenantId == _tenant).ToList();
        Assert.Equal([AuditPhase.Intent, AuditPhase.Outcome], entries.Select(entry => entry.Phase));
        var intent = entries[0];
        Assert.Equal(("eve", "policy_create", AuditActionType.PolicyChange), (intent.UserId, intent.Action, intent.ActionType));
        Assert.Equal((created["id"], "because", "1.0.0"), ((string?)intent.ActionDetail["policyId"], (string?)intent.ActionDetail["changeReason"], (string?)intent.ActionDetail["after"]));
        Assert.Equal("blocked", (string?)intent.ActionDetail["difference"]![0]!["path"]);
        Assert.Contains(system.Announced(system.Sidecar), change => change.Versions.GetValueOrDefault(_tenant) == bundle.Version && change.Bundle(_tenant)?.Version == bundle.Version);
    }

    [Theory]
    [InlineData("1.0.0")]
    [InlineData("0.9.9")]
    [InlineData("1.2")]
    [InlineData("1.0.0-rc.1")]
    [InlineData("v2.0.0")]
    public async Task Version_MustBeSemanticAndHigher(string version)
    {
        var eve = PolicySystem.In(_tenant, A.Eve);
        var created = (await system.SendAsync(eve, HttpMethod.Post, "", New("actions", "{}"))).Must(201);

        var answer = await system.SendAsync(eve, HttpMethod.Put, "/" + created["id"], new { content = "{}", version, changeReason = "why" }, created.Tag);

        Assert.Equal((422, ErrorCodes.PolicyInvalid, "version"), (answer.Status, answer["code"], answer.Body!["errors"]![0]!["path"]!.ToString()));
    }

    [Fact]
    public async Task Change_WithoutAReasonOrAMatch_IsRefused()
    {
        var eve = PolicySystem.In(_tenant, A.Eve);
        var created = (await system.SendAsync(eve, HttpMethod.Post, "", New("actions", "{}"))).Must(201);
        var path = "/" + created["id"];

        Assert.Equal(400, (await system.SendAsync(eve, HttpMethod.Put, path, new { content = "{}" }, created.Tag)).Status);
        Assert.Equal(428, (await system.SendAsync(eve, HttpMethod.Put, path, new { content = "{}", changeReason = "why" })).Status);
        (await system.SendAsync(eve, HttpMethod.Put, path, new { content = "{}", changeReason = "first" }, created.Tag)).Must(200);
        var stale = await system.SendAsync(eve, HttpMethod.Put, path, new { content = "{}", changeReason = "second" }, created.Tag);
        Assert.Equal((412, ErrorCodes.StaleVersion), (stale.Status, stale["code"]));
    }

    [Fact]
    public async Task Slot_HasOneActivePolicy_AlsoWhenTwoAreMadeAtOnce()
    {
        var eve = PolicySystem.In(_tenant, A.Eve);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(index =>
            system.SendAsync(eve, HttpMethod.Post, "", New("actions", "{}", status: "active", name: $"policy-{index}"))));

        Assert.Equal([201, .. Enumerable.Repeat(409, 7)], answers.Select(answer => answer.Status).Order());
    }

    [Fact]
    public async Task Request_RepeatedWithItsKey_GetsItsFirstAnswer()
    {
        var eve = PolicySystem.In(_tenant, A.Eve);
        var request = New("actions", "{}");

        var first = (await system.SendAsync(eve, HttpMethod.Post, "", request, key: "key-1")).Must(201);
        var again = (await system.SendAsync(eve, HttpMethod.Post, "", request, key: "key-1")).Must(201);
        var other = await system.SendAsync(eve, HttpMethod.Post, "", New("data", "{}"), key: "key-1");

        Assert.Equal(first["id"], again["id"]);
        Assert.Equal((409, ErrorCodes.IdempotencyConflict), (other.Status, other["code"]));
        Assert.Single((await system.SendAsync(eve, HttpMethod.Get, "")).Body!["policies"]!.AsArray());
    }

    [Fact]
    public async Task Document_WithFaults_IsRefusedWithTheirPlaces()
    {
        var answer = await system.SendAsync(PolicySystem.In(_tenant, A.Eve), HttpMethod.Post, "", New("actions", "default_autonomy: auto\nblokced:\n  - a\n"));

        Assert.Equal((422, ErrorCodes.PolicyInvalid), (answer.Status, answer["code"]));
        Assert.Equal(
            [("default_autonomy", 1), ("blokced", 2)],
            answer.Body!["errors"]!.AsArray().Select(error => ((string)error!["path"]!, (int)error["line"]!)));
    }

    [Fact]
    public async Task Draft_WithATime_GovernsFromThen_AndAnOverrideOnlyUntilThen()
    {
        var eve = PolicySystem.In(_tenant, A.Eve);
        var created = (await system.SendAsync(eve, HttpMethod.Post, "", New("actions", "default_autonomy: approve"))).Must(201);
        var path = "/" + created["id"];

        var soon = DateTimeOffset.UtcNow.AddSeconds(2);
        (await system.SendAsync(eve, HttpMethod.Post, path + "/activate", new { changeReason = "tonight", activateAt = soon }, "*")).Must(200);
        Assert.Equal("draft", (await system.SendAsync(eve, HttpMethod.Get, path))["status"]);
        await UntilAsync(path, policy => policy["status"] == "active");
        Assert.True(DateTimeOffset.UtcNow >= soon);

        var overridden = (await system.SendAsync(eve, HttpMethod.Post, path + "/override", new { content = "default_autonomy: block", changeReason = "incident", expiresAt = DateTimeOffset.UtcNow.AddSeconds(2) }, "*")).Must(200);
        Assert.Equal("block", overridden.Body!["document"]!["default_autonomy"]!.ToString());
        await UntilAsync(path, policy => policy.Body!["document"]!["default_autonomy"]!.ToString() == "approve");
        Assert.Contains(system.Sidecar.AuditEntries, entry => entry.TenantId == _tenant && (string?)entry.ActionDetail["operation"] == "override_expired");
        Assert.Equal(400, (await system.SendAsync(eve, HttpMethod.Post, path + "/override", new { content = "{}", changeReason = "x", expiresAt = DateTimeOffset.UtcNow.AddDays(2) }, "*")).Status);
    }

    [Fact]
    public async Task Change_ThatCannotBeRecorded_IsNotMade()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        await using var service = await system.StartServiceAsync(await system.NewDatabaseAsync(), sidecar);
        var eve = PolicySystem.In(_tenant, A.Eve);
        sidecar.IsBroken = true;

        var refused = await system.SendAsync(eve, HttpMethod.Post, "", New("actions", "{}"), service: service);

        Assert.Equal((503, ErrorCodes.AuditUnavailable), (refused.Status, refused["code"]));
        sidecar.IsBroken = false;
        Assert.Empty((await system.SendAsync(eve, HttpMethod.Get, "", service: service)).Body!["policies"]!.AsArray());
    }

    internal static object New(string domain, string content, string? status = null, string? name = null, string scope = "enterprise", string? scopeId = null, string? orgId = null) => new
    {
        scope,
        scopeId,
        orgId,
        domain,
        name = name ?? $"{scope}-{scopeId}-{domain}",
        version = "1.0.0",
        content,
        status,
        changeReason = "because",
    };

    private Task UntilAsync(string path, Func<Reply, bool> condition) => Eventually.AsyncTrue(
        async _ => condition(await system.SendAsync(PolicySystem.In(_tenant, A.Eve), HttpMethod.Get, path)),
        PolicySystem.Deadline, "its time comes", () => system.Service.Output);
}
