using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Policy;
using OpenClaw.Testing;

namespace OpenClaw.ServiceDefaults.Tests.Policy;

/// <summary>The enforcement point of a running service against a loopback server that answers as the policy service.</summary>
public sealed class PolicyEnforcementTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly GovernedAction Read = new("github_issue_read", "acme", "sarah", Classification.Internal);
    private RecordingSidecar? _sidecar;
    private int _sequence;

    private RecordingSidecar Sidecar => _sidecar!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _sidecar = await RecordingSidecar.StartAsync();

    public ValueTask DisposeAsync() => Sidecar.DisposeAsync();

    [Fact]
    public async Task Decision_ComesFromTheBundle_WithItsVersionOnTheAnswer()
    {
        var bundle = Serve("allow");
        await using var service = await RunningService.StartAsync(
            app => app.MapGet("/decide", (IPolicyEnforcement policy) => policy.DecideAsync(Read, CancellationToken.None).AsTask()).AllowAnonymous(),
            Sidecar.Address);
        await UntilAsync(service, decision => decision.IsAllowed);

        using var answer = await service.Client.GetAsync("/decide", Token);

        Assert.Equal([bundle.Version], answer.Headers.GetValues(HeaderNames.PolicyVersion));
        Assert.InRange(int.Parse(answer.Headers.GetValues(HeaderNames.PolicyAge).Single(), CultureInfo.InvariantCulture), 0, 30);
        Assert.Contains("\"allow\"", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Service_WithoutABundle_DeniesAndIsNotReady()
    {
        await using var service = await RunningService.StartAsync(_ => { }, Sidecar.Address, ("Policy:Enforcement:StartPatience", "00:00:00.200"));

        var decision = await DecideAsync(service);
        using var health = await service.Client.GetAsync("/health", Token);

        Assert.Equal((PolicyResult.Deny, IPolicyEnforcement.EngineUnavailable), (decision.Result, decision.PolicyApplied));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
    }

    [Fact]
    public async Task Service_ThatHasJustStarted_HoldsDecisionsBackForItsFirstBundle()
    {
        await using var service = await RunningService.StartAsync(
            _ => { }, Sidecar.Address, ("Policy:Enforcement:RetryInterval", "00:00:00.050"), ("Policy:Enforcement:StartPatience", "00:00:30"));
        var deciding = DecideAsync(service);

        Serve("allow");

        Assert.True((await deciding).IsAllowed);
    }

    [Fact]
    public async Task Service_WithABundle_IsReady()
    {
        Serve("allow");
        await using var service = await RunningService.StartAsync(_ => { }, Sidecar.Address);

        await Eventually.AsyncTrue(
            async token => (await service.Client.GetAsync("/health", token)).IsSuccessStatusCode, Deadline, "the service is ready");
    }

    [Fact]
    public async Task Change_WhenAnnounced_GovernsAtOnce()
    {
        Serve("allow");
        await using var service = await RunningService.StartAsync(_ => { }, Sidecar.Address, ("Policy:Enforcement:PollInterval", "00:01:00"));
        await UntilAsync(service, decision => decision.IsAllowed);

        var next = Serve("deny");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/events/policy-changed");
        request.Headers.Add(HeaderNames.DaprApiToken, RunningService.SidecarToken);
        request.Content = JsonContent.Create(
            new { id = "1", data = new PolicyChanged("1", "*", "request-0001", TimeProvider.System.GetUtcNow(), next.Version) }, options: ContractsJson.Options);
        using var delivered = await service.Client.SendAsync(request, Token);

        Assert.Contains("SUCCESS", await delivered.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        await UntilAsync(service, decision => decision.Result == PolicyResult.Deny && decision.PolicyVersion == next.Version);
    }

    [Fact]
    public async Task Change_WhoseAnnouncementIsLost_IsFoundByPolling()
    {
        Serve("allow");
        await using var service = await RunningService.StartAsync(_ => { }, Sidecar.Address, ("Policy:Enforcement:PollInterval", "00:00:00.100"));
        await UntilAsync(service, decision => decision.IsAllowed);

        Serve("require_approval");

        await UntilAsync(service, decision => decision.Result == PolicyResult.RequireApproval && !decision.IsAllowed);
    }

    [Fact]
    public async Task Bundle_NobodyConfirmsAnyMore_IsNotTrusted_AndIsAgainWhenConfirmed()
    {
        Serve("allow");
        await using var service = await RunningService.StartAsync(
            _ => { },
            Sidecar.Address,
            ("Policy:Enforcement:PollInterval", "00:00:00.100"),
            ("Policy:Enforcement:RetryInterval", "00:00:00.100"),
            ("Policy:Enforcement:MaxAge", "00:00:01"));
        await UntilAsync(service, decision => decision.IsAllowed);

        var catalogue = Sidecar.Catalogue;
        Sidecar.Catalogue = _ => Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        await UntilAsync(service, decision => decision.PolicyApplied == IPolicyEnforcement.EngineUnavailable);
        Sidecar.Catalogue = catalogue;

        await UntilAsync(service, decision => decision.IsAllowed);
    }

    [Theory]
    [InlineData("package openclaw\n\ndecision := {")]
    [InlineData("package openclaw\n\ndecision := unknown_function(1)")]
    public async Task Bundle_ThatDoesNotCompile_LeavesTheLastGoodOneInForce(string module)
    {
        var good = Serve("allow");
        await using var service = await RunningService.StartAsync(_ => { }, Sidecar.Address, ("Policy:Enforcement:PollInterval", "00:00:00.050"), ("Policy:Enforcement:RetryInterval", "00:00:00.050"));
        await UntilAsync(service, decision => decision.IsAllowed);

        await ServeAndAwaitAsync(PolicyBundle.Create([new PolicyModule("bad.rego", module)], []));

        Assert.Equal(good.Version, (await DecideAsync(service)).PolicyVersion);
    }

    [Fact]
    public async Task Bundle_WhoseContentIsNotItsVersions_IsRefused()
    {
        var good = Serve("deny");
        await using var service = await RunningService.StartAsync(_ => { }, Sidecar.Address, ("Policy:Enforcement:PollInterval", "00:00:00.050"), ("Policy:Enforcement:RetryInterval", "00:00:00.050"));
        await UntilAsync(service, decision => decision.PolicyVersion == good.Version);

        await ServeAndAwaitAsync(BundleOf("allow") with { Version = "sha256:forged" });

        Assert.False((await DecideAsync(service)).IsAllowed);
    }

    [Theory]
    [InlineData("decision := {\"result\": \"allow\"} if input.action == \"other\"")]
    [InlineData("decision := \"allow\"")]
    [InlineData("decision := {\"result\": \"yes\", \"policy\": \"p\", \"reason\": \"r\"}")]
    [InlineData("decision := {\"result\": \"allow\", \"policy\": \"p\", \"reason\": \"r\", \"constraints\": []}")]
    [InlineData("decision := x if some x in [{\"result\": \"allow\", \"policy\": \"p\", \"reason\": \"r\"}, {\"result\": \"deny\", \"policy\": \"p\", \"reason\": \"r\"}]")]
    public async Task Rules_ThatGiveNoClearAnswer_Deny(string rule)
    {
        Serve(PolicyBundle.Create([new PolicyModule("rules.rego", $"package openclaw\n\n{rule}\n")], []));
        await using var service = await RunningService.StartAsync(_ => { }, Sidecar.Address);

        await UntilAsync(service, decision => decision.PolicyVersion.StartsWith("sha256:", StringComparison.Ordinal));
        var decision = await DecideAsync(service);

        Assert.Equal((PolicyResult.Deny, IPolicyEnforcement.EngineUnavailable), (decision.Result, decision.PolicyApplied));
    }

    [Theory]
    [InlineData(null, "restricted")]
    [InlineData(Classification.Confidential, "confidential")]
    public async Task Rules_SeeTheWholeAction(Classification? level, string word)
    {
        const string echo = "decision := {\"result\": \"allow\", \"policy\": \"echo\", \"reason\": \"\", \"constraints\": {\"input\": input}}";
        Serve(PolicyBundle.Create([new PolicyModule("rules.rego", $"package openclaw\n\n{echo}\n")], []));
        await using var service = await RunningService.StartAsync(_ => { }, Sidecar.Address);
        await UntilAsync(service, decision => decision.IsAllowed);
        var action = new GovernedAction("jira_transition", "acme", "sarah", level)
        {
            Roles = ["user", "auditor"],
            OrgUnit = "engineering",
            TargetSystem = "jira:ARM-1",
            Additional = new JsonObject { ["transition"] = "Done" },
        };

        var decision = await service.Services.GetRequiredService<IPolicyEnforcement>().DecideAsync(action, Token);

        var expected = JsonNode.Parse(
            """
            {"action": "jira_transition", "tenant_id": "acme", "user_id": "sarah", "roles": ["user", "auditor"], "org_unit": "engineering",
             "data_classification": "LEVEL", "target_system": "jira:ARM-1", "additional": {"transition": "Done"}}
            """.Replace("LEVEL", word, StringComparison.Ordinal));
        Assert.True(JsonNode.DeepEquals(expected, decision.Constraints["input"]), decision.Constraints.ToJsonString());
    }

    private static PolicyBundle BundleOf(string result) => PolicyBundle.Create(
        [new PolicyModule("rules.rego", "package openclaw\n\ndecision := {\"result\": data.result, \"policy\": \"p\", \"reason\": \"because\", \"constraints\": {}}\n")],
        new JsonObject { ["result"] = result });

    private PolicyBundle Serve(string result)
    {
        var bundle = BundleOf(result);
        Serve(bundle);
        return bundle;
    }

    private void Serve(PolicyBundle bundle) => RunningService.Policies.Serve(Sidecar, Interlocked.Increment(ref _sequence), ("acme", bundle));

    /// <summary>Serves it and waits until it was fetched twice, so that the first one has been dealt with.</summary>
    private Task ServeAndAwaitAsync(PolicyBundle bundle)
    {
        var fetched = 0;
        Serve(bundle);
        var served = Sidecar.Bundle;
        Sidecar.Bundle = context =>
        {
            Interlocked.Increment(ref fetched);
            return served(context);
        };
        return Eventually.True(() => Volatile.Read(ref fetched) >= 2, Deadline, "the bundle was fetched twice");
    }

    private static async Task<PolicyDecision> DecideAsync(RunningService service) =>
        await service.Services.GetRequiredService<IPolicyEnforcement>().DecideAsync(Read, Token);

    private static Task UntilAsync(RunningService service, Func<PolicyDecision, bool> holds)
    {
        PolicyDecision? last = null;
        return Eventually.AsyncTrue(
            async _ => holds(last = await DecideAsync(service)), Deadline, "the decision is as expected", () => $"{last}");
    }
}
