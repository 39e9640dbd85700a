using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Policy;
using OpenClaw.Testing;

namespace OpenClaw.ServiceDefaults.Tests.Policy;

/// <summary>What a kill switch covers is denied at every enforcement point, and so is everything while the list is not known.</summary>
public sealed class KillSwitchTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly (string, string) Seldom = ("Policy:KillSwitch:PollInterval", "00:01:00");
    private static readonly (string, string) Often = ("Policy:KillSwitch:PollInterval", "00:00:00.100");
    private RecordingSidecar? _sidecar;

    private RecordingSidecar Sidecar => _sidecar!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _sidecar = await RecordingSidecar.StartAsync();
        const string allow = "decision := {\"result\": \"allow\", \"policy\": \"test\", \"reason\": \"said the test\", \"constraints\": {}}";
        var bundle = PolicyBundle.Create([new PolicyModule("rules.rego", $"package openclaw\n\n{allow}\n")], []);
        RunningService.Policies.Serve(Sidecar, 1, ("acme", bundle));
    }

    public ValueTask DisposeAsync() => Sidecar.DisposeAsync();

    public static TheoryData<string, string, string, bool> Coverage => new()
    {
        { "enterprise", "acme", "anything", true },
        { "org", "engineering", "in engineering", true },
        { "org", "engineering", "below engineering", true },
        { "org", "engineering", "in engineering-tools", false },
        { "org", "engineering", "towards engineering", true },
        { "org", "engineering", "member in the background", true },
        { "team", "platform", "in platform", true },
        { "team", "platform", "member in the background", true },
        { "team", "platform", "anything", false },
        { "user", "sarah", "by sarah", true },
        { "user", "sarah", "towards sarah", true },
        { "user", "sarah", "anything", false },
        { "connector", "github", "github tool", true },
        { "connector", "github-acme", "github connection", true },
        { "connector", "gmail", "email tool", true },
        { "connector", "github", "email tool", false },
        { "agent", "svc-robot", "by svc-robot", true },
        { "agent", "assistant-7", "through assistant-7", true },
        { "agent", "assistant-7", "anything", false },
        { "enterprise", "globex", "anything", false },
    };

    [Theory]
    [MemberData(nameof(Coverage))]
    public async Task Switch_StopsWhatItCovers_AndNothingElse(string kind, string target, string act, bool isStopped)
    {
        var stop = On(Enum.Parse<KillSwitchKind>(kind, ignoreCase: true), target, ["member"], target == "globex" ? "globex" : "acme");
        await using var service = await RunningService.StartAsync(_ => { }, Sidecar.Address);

        await UntilAsync(service, Acts[act], decision => decision.PolicyApplied != IPolicyEnforcement.EngineUnavailable);
        var decision = await DecideAsync(service, Acts[act]);

        Assert.Equal(isStopped, !decision.IsAllowed);
        Assert.Equal(isStopped ? $"kill-switch:{stop.Id}" : "test", decision.PolicyApplied);
    }

    [Fact]
    public async Task Announcement_TakesEffectWithoutWaitingForThePoll()
    {
        await using var service = await RunningService.StartAsync(_ => { }, Sidecar.Address, Seldom, ("Policy:KillSwitch:MaxAge", "00:01:00"));
        await UntilAsync(service, Acts["anything"], decision => decision.IsAllowed);

        On(KillSwitchKind.Enterprise, "acme");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/events/policy-changed");
        request.Headers.Add(HeaderNames.DaprApiToken, RunningService.SidecarToken);
        request.Content = JsonContent.Create(
            new { id = "1", data = new PolicyChanged("1", "acme", "request-0001", TimeProvider.System.GetUtcNow(), "kill") }, options: ContractsJson.Options);
        using var delivered = await service.Client.SendAsync(request, Token);

        await UntilAsync(service, Acts["anything"], decision => decision.PolicyApplied.StartsWith("kill-switch:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Announcement_ThatIsLost_CostsNoMoreThanThePoll_AndAReleaseIsFoundToo()
    {
        await using var service = await RunningService.StartAsync(_ => { }, Sidecar.Address, Often);
        await UntilAsync(service, Acts["anything"], decision => decision.IsAllowed);

        On(KillSwitchKind.Enterprise, "acme");
        await UntilAsync(service, Acts["anything"], decision => !decision.IsAllowed);
        Sidecar.Stops = new StopList([]);

        await UntilAsync(service, Acts["anything"], decision => decision.IsAllowed);
    }

    [Fact]
    public async Task Action_ThatFindsAnOldList_ReadsItAnew_WhateverThePoll()
    {
        await using var service = await RunningService.StartAsync(_ => { }, Sidecar.Address, Seldom, ("Policy:KillSwitch:MaxAge", "00:00:00.100"));
        await UntilAsync(service, Acts["anything"], decision => decision.IsAllowed);

        On(KillSwitchKind.Enterprise, "acme");

        await UntilAsync(service, Acts["anything"], decision => !decision.IsAllowed);
    }

    [Fact]
    public async Task Replica_ThatCannotConfirmItsList_DeniesEverything_UntilItCanAgain()
    {
        await using var service = await RunningService.StartAsync(_ => { }, Sidecar.Address, Often, ("Policy:KillSwitch:MaxAge", "00:00:00.500"));
        await UntilAsync(service, Acts["anything"], decision => decision.IsAllowed);

        Sidecar.Stops = null;
        await UntilAsync(service, Acts["anything"], decision => decision is { IsAllowed: false, PolicyApplied: IPolicyEnforcement.EngineUnavailable });
        Sidecar.Stops = new StopList([]);

        await UntilAsync(service, Acts["anything"], decision => decision.IsAllowed);
    }

    [Fact]
    public async Task Replica_ThatNeverHadAList_Denies()
    {
        Sidecar.Stops = null;
        await using var service = await RunningService.StartAsync(_ => { }, Sidecar.Address);

        Assert.Equal(IPolicyEnforcement.EngineUnavailable, (await DecideAsync(service, Acts["anything"])).PolicyApplied);
    }

    private static Dictionary<string, GovernedAction> Acts { get; } = new()
    {
        ["anything"] = Act("briefing_generate", "nina"),
        ["in engineering"] = Act("briefing_generate", "mike") with { OrgUnit = "engineering" },
        ["below engineering"] = Act("briefing_generate", "mike") with { OrgUnit = "engineering/platform" },
        ["in engineering-tools"] = Act("briefing_generate", "mike") with { OrgUnit = "engineering-tools" },
        ["towards engineering"] = Act("agent_exchange", "nina") with { OrgUnit = "product", Additional = Envelope("acme", "acme", ("target_org", "engineering")) },
        ["member in the background"] = Act("notification_deliver", "member"),
        ["in platform"] = Act("briefing_generate", "mike") with { TeamId = "platform" },
        ["by sarah"] = Act("briefing_generate", "sarah"),
        ["towards sarah"] = Act("agent_exchange", "mike") with { Additional = Envelope("acme", "acme", ("target_user", "sarah")) },
        ["github tool"] = Act("github_issue_read", "mike"),
        ["github connection"] = Act("webhook_ingest", "connector") with { Additional = new JsonObject { ["connectorId"] = "github-acme" } },
        ["email tool"] = Act("email_send", "mike"),
        ["by svc-robot"] = Act("jira_read", "svc-robot"),
        ["through assistant-7"] = Act("jira_read", "mike") with { Additional = new JsonObject { ["agent"] = "assistant-7" } },
    };

    [Theory]
    [InlineData("acme", "acme", true)]
    [InlineData("globex", "acme", false)]
    [InlineData("acme", "globex", false)]
    [InlineData("globex", "globex", false)]
    [InlineData("ACME", "acme", false)]
    [InlineData("", "", false)]
    [InlineData(null, null, false)]
    public async Task Exchange_BetweenCompanies_IsRefused_WhateverThePolicyAllows(string? source, string? target, bool isAllowed)
    {
        await using var service = await RunningService.StartAsync(_ => { }, Sidecar.Address);
        await UntilAsync(service, Acts["anything"], decision => decision.IsAllowed);

        var decision = await DecideAsync(service, Act("agent_exchange", "mike") with { Additional = Envelope(source, target) });

        Assert.Equal((isAllowed, isAllowed ? "test" : "system"), (decision.IsAllowed, decision.PolicyApplied));
    }

    private static JsonObject Envelope(string? source, string? target, params (string Name, string Value)[] facts) =>
        new([KeyValuePair.Create<string, JsonNode?>("source_tenant", source), KeyValuePair.Create<string, JsonNode?>("target_tenant", target), .. facts.Select(fact => KeyValuePair.Create<string, JsonNode?>(fact.Name, fact.Value))]);

    private static GovernedAction Act(string name, string user) => new(name, "acme", user, Classification.Internal);

    private ActiveStop On(KillSwitchKind kind, string target, string[]? members = null, string tenant = "acme")
    {
        var stop = new ActiveStop(Guid.CreateVersion7(), tenant, kind, target, "said the test") { Members = members ?? [] };
        Sidecar.Stops = new StopList([stop]);
        return stop;
    }

    private static ValueTask<PolicyDecision> DecideAsync(RunningService service, GovernedAction action) =>
        service.Services.GetRequiredService<IPolicyEnforcement>().DecideAsync(action, Token);

    private static Task UntilAsync(RunningService service, GovernedAction action, Func<PolicyDecision, bool> condition)
    {
        PolicyDecision? last = null;
        return Eventually.AsyncTrue(
            async _ => condition(last = await DecideAsync(service, action)), Deadline, "the decision is as expected", () => $"{last}", Token);
    }
}
