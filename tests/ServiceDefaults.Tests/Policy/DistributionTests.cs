using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Policy;
using OpenClaw.Testing;

namespace OpenClaw.ServiceDefaults.Tests.Policy;

/// <summary>How bundles reach a replica, what it keeps when something is wrong with them, and when it stops deciding.</summary>
public sealed class DistributionTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly string _folder = Directory.CreateTempSubdirectory("policy-keep-").FullName;
    private RecordingSidecar? _sidecar;
    private long _sequence;

    private RecordingSidecar Sidecar => _sidecar!;

    private static TestPolicies Policies => RunningService.Policies;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _sidecar = await RecordingSidecar.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await Sidecar.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Tenants_AreDecidedByTheirOwnBundles_AndAllOthersByTheRulesAlone()
    {
        var (acme, globex, others) = (Of("allow"), Of("require_approval"), Of("deny"));
        Serve(("acme", acme), ("globex", globex), (PolicyCatalogue.Others, others));
        await using var service = await StartAsync();
        await UntilAsync(service, "acme", decision => decision.IsAllowed);

        Assert.Equal((PolicyResult.RequireApproval, globex.Version), VersionOf(await DecideAsync(service, "globex")));
        Assert.Equal((PolicyResult.Deny, others.Version), VersionOf(await DecideAsync(service, "initech")));
    }

    [Fact]
    public async Task Bundle_ThatIsNotSignedByThePolicyService_LeavesTheLastGoodOneInForce_UntilThatIsTooOld()
    {
        var good = Of("deny");
        Serve(("acme", good), ("globex", good));
        await using var service = await StartAsync(("Policy:Enforcement:MaxAge", "00:00:02"));
        await UntilAsync(service, "acme", decision => decision.PolicyVersion == good.Version);
        using var stranger = new TestPolicies();

        Serve(("acme", Of("allow")), ("globex", good));
        Sidecar.Bundle = context => Results.Bytes(stranger.Pack("acme", Of("allow")));

        await UntilAsync(service, "acme", decision => decision.PolicyApplied == IPolicyEnforcement.EngineUnavailable, never: decision => decision.IsAllowed);
        Assert.Equal(good.Version, (await DecideAsync(service, "acme")).PolicyVersion);
        Assert.Contains("too long", (await DecideAsync(service, "acme")).Reason, StringComparison.Ordinal);

        // One tenant's fault is nobody else's.
        Assert.Equal("p", (await DecideAsync(service, "globex")).PolicyApplied);
        using var health = await service.Client.GetAsync("/health", Token);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    [Theory]
    [InlineData("stranger")]
    [InlineData("old")]
    [InlineData("garbage")]
    public async Task Catalogue_ThatProvesNothing_ConfirmsNothing(string kind)
    {
        Serve(("acme", Of("allow")));
        await using var service = await StartAsync(("Policy:Enforcement:MaxAge", "00:00:02"));
        await UntilAsync(service, "acme", decision => decision.IsAllowed);
        using var stranger = new TestPolicies();
        var old = new PolicyCatalogue(99, "", new Dictionary<string, string>(), TimeProvider.System.GetUtcNow().AddMinutes(-10));
        using var key = new PolicySigningKey(Policies.PrivateKey);

        Sidecar.Catalogue = _ => Results.Text(kind switch
        {
            "stranger" => stranger.Catalogue(99, ("acme", Of("allow"))),
            "old" => old.Seal(key),
            _ => "garbage",
        });

        await UntilAsync(service, "acme", decision => decision.PolicyApplied == IPolicyEnforcement.EngineUnavailable);
        using var health = await service.Client.GetAsync("/health", Token);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
    }

    [Fact]
    public async Task Replica_ThatAsksOneThatIsBehind_DoesNotGoBack()
    {
        var (before, after) = (Of("allow"), Of("deny"));
        Serve(("acme", before));
        var behind = (Sidecar.Catalogue, Sidecar.Bundle);
        Serve(("acme", after));
        await using var service = await StartAsync();
        await UntilAsync(service, "acme", decision => decision.PolicyVersion == after.Version);

        var asked = 0;
        Sidecar.Bundle = behind.Bundle;
        Sidecar.Catalogue = context =>
        {
            Interlocked.Increment(ref asked);
            return behind.Catalogue(context);
        };
        await Eventually.True(() => Volatile.Read(ref asked) >= 3, Deadline, "it asked the one that is behind");

        Assert.Equal(after.Version, (await DecideAsync(service, "acme")).PolicyVersion);
    }

    [Fact]
    public async Task Database_ThatWasSetBack_HoldsAfterAWhile()
    {
        var (before, after) = (Of("allow"), Of("deny"));
        Serve(("acme", before));
        var restored = (Sidecar.Catalogue, Sidecar.Bundle);
        Serve(("acme", after));
        await using var service = await StartAsync(("Policy:Enforcement:SetbackPatience", "00:00:00.500"));
        await UntilAsync(service, "acme", decision => decision.PolicyVersion == after.Version);

        (Sidecar.Catalogue, Sidecar.Bundle) = restored;

        await UntilAsync(service, "acme", decision => decision.PolicyVersion == before.Version);
    }

    [Fact]
    public async Task Announcement_ThatBringsTheBundle_GovernsWithoutAQuestion()
    {
        var (before, after) = (Of("allow"), Of("deny"));
        Serve(("acme", before));
        await using var service = await StartAsync(("Policy:Enforcement:PollInterval", "00:01:00"));
        await UntilAsync(service, "acme", decision => decision.IsAllowed);
        var asked = 0;
        Sidecar.Catalogue = Sidecar.Bundle = _ =>
        {
            Interlocked.Increment(ref asked);
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        };

        await AnnounceAsync(service, Policies.Catalogue(++_sequence, ("acme", after)), ("acme", Policies.Pack("acme", after)));

        await UntilAsync(service, "acme", decision => decision.PolicyVersion == after.Version && decision.Result == PolicyResult.Deny);
        Assert.Equal(0, Volatile.Read(ref asked));
    }

    [Fact]
    public async Task Announcement_WithoutTheBundle_MakesItFetched()
    {
        var (before, after) = (Of("allow"), Of("deny"));
        Serve(("acme", before));
        await using var service = await StartAsync(("Policy:Enforcement:PollInterval", "00:01:00"));
        await UntilAsync(service, "acme", decision => decision.IsAllowed);
        Serve(("acme", after));

        await AnnounceAsync(service, Policies.Catalogue(_sequence, ("acme", after)));

        await UntilAsync(service, "acme", decision => decision.PolicyVersion == after.Version);
    }

    [Theory]
    [InlineData("catalogue of a stranger")]
    [InlineData("bundle of a stranger")]
    [InlineData("older")]
    [InlineData("long ago")]
    public async Task Announcement_ThatProvesNothing_ChangesNothing(string kind)
    {
        var (good, bad) = (Of("deny"), Of("allow"));
        Serve(("acme", Of("require_approval")));
        Serve(("acme", good));
        await using var service = await StartAsync(("Policy:Enforcement:PollInterval", "00:01:00"));
        await UntilAsync(service, "acme", decision => decision.PolicyVersion == good.Version);
        using var stranger = new TestPolicies();
        using var key = new PolicySigningKey(Policies.PrivateKey);
        var versions = new Dictionary<string, string> { ["acme"] = bad.Version };
        var (catalogue, packed) = kind switch
        {
            "catalogue of a stranger" => (stranger.Catalogue(99, ("acme", bad)), Policies.Pack("acme", bad)),
            "bundle of a stranger" => (Policies.Catalogue(99, ("acme", bad)), stranger.Pack("acme", bad)),
            "older" => (Policies.Catalogue(1, ("acme", bad)), Policies.Pack("acme", bad)),
            _ => (new PolicyCatalogue(99, "", versions, TimeProvider.System.GetUtcNow().AddSeconds(-61)).Seal(key), Policies.Pack("acme", bad)),
        };

        await AnnounceAsync(service, catalogue, ("acme", packed));

        // A good one after it shows that it was read and done with.
        var next = Of("require_approval");
        await AnnounceAsync(service, Policies.Catalogue(100, ("acme", next)), ("acme", Policies.Pack("acme", next)));
        await UntilAsync(service, "acme", decision => decision.PolicyVersion == next.Version, never: decision => decision.PolicyVersion == bad.Version);
    }

    [Fact]
    public async Task Announcement_ThatWaitedSomewhere_IsAsOldAsItsSignature()
    {
        var (before, after) = (Of("allow"), Of("deny"));
        Serve(("acme", before));
        await using var service = await StartAsync(("Policy:Enforcement:PollInterval", "00:01:00"), ("Policy:Enforcement:MaxAge", "00:00:30"));
        await UntilAsync(service, "acme", decision => decision.IsAllowed);
        using var key = new PolicySigningKey(Policies.PrivateKey);
        Sidecar.Catalogue = Sidecar.Bundle = _ => Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        var waited = new PolicyCatalogue(99, "", new Dictionary<string, string> { ["acme"] = after.Version }, TimeProvider.System.GetUtcNow().AddSeconds(-25));

        await AnnounceAsync(service, waited.Seal(key), ("acme", Policies.Pack("acme", after)));

        await UntilAsync(service, "acme", decision => decision.Reason.Contains("too long", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Restart_WithoutThePolicyService_DecidesByWhatWasKept_WithItsAge()
    {
        var kept = Of("allow");
        Serve(("acme", kept), (PolicyCatalogue.Others, Of("deny")));
        await KeepAsync();
        Sidecar.Catalogue = Sidecar.Bundle = _ => Results.StatusCode(StatusCodes.Status503ServiceUnavailable);

        await using var service = await StartAsync(("Policy:Enforcement:Folder", _folder));

        await UntilAsync(service, "acme", decision => decision.IsAllowed && decision.PolicyVersion == kept.Version);
        using var health = await service.Client.GetAsync("/health", Token);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    [Fact]
    public async Task Restart_WithWhatWasKeptTooLongAgo_Denies()
    {
        var kept = Of("allow");
        Serve(("acme", kept));
        await KeepAsync();
        Sidecar.Catalogue = Sidecar.Bundle = _ => Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        using var key = new PolicySigningKey(Policies.PrivateKey);
        var old = new PolicyCatalogue(1, "", new Dictionary<string, string> { ["acme"] = kept.Version }, TimeProvider.System.GetUtcNow().AddSeconds(-61));
        await File.WriteAllTextAsync(Path.Combine(_folder, "catalogue.jws"), old.Seal(key), Token);

        await using var service = await StartAsync(("Policy:Enforcement:Folder", _folder));

        await UntilAsync(service, "acme", decision => decision.Reason.Contains("too long", StringComparison.Ordinal), never: decision => decision.IsAllowed);
    }

    [Fact]
    public async Task Restart_WithAKeptBundleThatWasChanged_Denies()
    {
        Serve(("acme", Of("allow")));
        await KeepAsync();
        Sidecar.Catalogue = Sidecar.Bundle = _ => Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        using var stranger = new TestPolicies();
        await File.WriteAllBytesAsync(Directory.GetFiles(_folder, "*.tar.gz").Single(), stranger.Pack("acme", Of("allow")), Token);

        await using var service = await StartAsync(("Policy:Enforcement:Folder", _folder));

        await UntilAsync(service, "acme", decision => decision.PolicyApplied == IPolicyEnforcement.EngineUnavailable, never: decision => decision.IsAllowed);
    }

    [Fact]
    public async Task Replica_SaysWhatItDecidesWith()
    {
        var bundle = Of("allow");
        Serve(("acme", bundle));
        await using var service = await StartAsync();

        await Eventually.True(() => !Sidecar.PolicyReports.IsEmpty, Deadline, "it reports");

        var report = Sidecar.PolicyReports.First();
        Assert.Equal(bundle.Version, report.GetProperty("versions").GetProperty("acme").GetString());
        Assert.NotEmpty(report.GetProperty("replicaId").GetString()!);
    }

    private static PolicyBundle Of(string result) => PolicyBundle.Create(
        [new PolicyModule("rules.rego", "package openclaw\n\ndecision := {\"result\": data.result, \"policy\": \"p\", \"reason\": \"because\", \"constraints\": {}}\n")],
        new JsonObject { ["result"] = result });

    private void Serve(params (string Tenant, PolicyBundle Bundle)[] bundles) => Policies.Serve(Sidecar, ++_sequence, bundles);

    private static async Task AnnounceAsync(RunningService service, string catalogue, params (string Tenant, byte[] Packed)[] bundles)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/events/policy-changed");
        request.Headers.Add(HeaderNames.DaprApiToken, RunningService.SidecarToken);
        var change = new PolicyChanged("1", "acme", "request-0001", TimeProvider.System.GetUtcNow(), "")
        {
            Catalogue = catalogue,
            Bundles = bundles.ToDictionary(bundle => bundle.Tenant, bundle => bundle.Packed),
        };
        request.Content = JsonContent.Create(new { id = "1", data = change }, options: ContractsJson.Options);
        using var delivered = await service.Client.SendAsync(request, Token);
        Assert.Contains("SUCCESS", await delivered.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    private async Task KeepAsync()
    {
        await using var service = await StartAsync(("Policy:Enforcement:Folder", _folder));
        await UntilAsync(service, "acme", decision => decision.IsAllowed);
        await Eventually.True(() => File.Exists(Path.Combine(_folder, "catalogue.jws")), Deadline, "it was kept");
    }

    private Task<RunningService> StartAsync(params (string Key, string Value)[] settings) => RunningService.StartAsync(
        _ => { },
        Sidecar.Address,
        [("Policy:Enforcement:PollInterval", "00:00:00.100"), ("Policy:Enforcement:RetryInterval", "00:00:00.100"), .. settings]);

    private static (PolicyResult Result, string Version) VersionOf(PolicyDecision decision) => (decision.Result, decision.PolicyVersion);

    private static async Task<PolicyDecision> DecideAsync(RunningService service, string tenant) =>
        await service.Services.GetRequiredService<IPolicyEnforcement>().DecideAsync(new GovernedAction("read", tenant, "sarah", Classification.Internal), Token);

    private static Task UntilAsync(RunningService service, string tenant, Func<PolicyDecision, bool> holds, Func<PolicyDecision, bool>? never = null)
    {
        PolicyDecision? last = null;
        return Eventually.AsyncTrue(
            async _ =>
            {
                last = await DecideAsync(service, tenant);
                Assert.False(never?.Invoke(last) ?? false, $"{last}");
                return holds(last);
            },
            Deadline,
            "the decision is as expected",
            () => $"{last}");
    }
}
