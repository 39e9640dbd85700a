using System.Text.Json.Nodes;
using OpenClaw.Testing;

namespace OpenClaw.Policy.Tests.Decisions;

/// <summary>
/// The same signed bundle in an OPA server: it verifies the signature, and decides the shared set of questions exactly as we do, asked
/// directly or as the engine of a service.
/// </summary>
public sealed class OpaDecisionTests(PolicySystem system) : IAsyncLifetime
{
    private static readonly JsonArray Questions = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Decisions/questions.json")))!.AsArray();
    private ServiceProcess? _policy;
    private string _database = "";

    private ServiceProcess Policy => _policy!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A database of its own, in which nothing changes while two engines are compared.</summary>
    public async ValueTask InitializeAsync()
    {
        _database = await system.NewDatabaseAsync();
        _policy = await system.StartServiceAsync(_database, system.Sidecar);
    }

    public async ValueTask DisposeAsync() => await (_policy?.DisposeAsync() ?? ValueTask.CompletedTask);

    [Fact]
    public async Task TenantsBundle_InAnOpaThatVerifies_DecidesAsWeDo()
    {
        await using var opa = OpaProcess.Start(Policy, system.Identity.SidecarToken, "internal/policy/bundle?tenant=acme", "acme", system.PublicKey);
        await opa.AwaitAsync();
        var ours = Rules.ShippedRules.Of((await system.BundleAsync(Policy)).Bundle!);
        var results = new HashSet<string>();

        foreach (var question in Questions)
        {
            var input = A.Input((string)question!["action"]!, (string?)question["context"]!["dataClassification"] ?? "restricted", question["context"]!["additional"]?.DeepClone().AsObject());
            var (theirs, expected) = (await opa.DecideAsync(input), ours.Answer(input));

            Assert.True(JsonNode.DeepEquals(theirs, expected), $"{question}\nOPA:  {theirs?.ToJsonString()}\nours: {expected?.ToJsonString()}");
            results.Add((string)theirs!["result"]!);
        }

        Assert.Equal(3, results.Count);
        var huge = new JsonObject(Enumerable.Range(0, 20_000).Select(fact => KeyValuePair.Create($"fact_{fact}", (JsonNode?)new string('v', 20))));
        foreach (var input in new[] { [], A.Input("email_read", additional: huge) })
        {
            Assert.True(JsonNode.DeepEquals(await opa.DecideAsync(input), ours.Answer(input)), $"OPA and we differ on {input.Count} facts");
        }
    }

    [Theory]
    [InlineData("internal/policy/bundle?tenant=acme", "globex", false)]
    [InlineData("internal/policy/opa-bundle", "acme", false)]
    [InlineData("internal/policy/bundle?tenant=acme", "acme", true)]
    public async Task Bundle_ForAnotherTenantOrByAnotherKey_IsNotLoaded(string resource, string scope, bool otherKey)
    {
        using var stranger = new TestPolicies();
        await using var opa = OpaProcess.Start(Policy, system.Identity.SidecarToken, resource, scope, otherKey ? stranger.PublicKey : system.PublicKey);

        await Eventually.True(
            () => opa.Output.Contains(otherKey ? "signature is not valid" : "scope mismatch", StringComparison.Ordinal), TimeSpan.FromSeconds(60), "OPA says why", () => opa.Output);

        Assert.False(await opa.IsReadyAsync(Token));
    }

    [Fact]
    public async Task Service_WhoseEngineIsOpa_AnswersAsOneThatDecidesItself_AndDeniesWithoutIt()
    {
        await using var opa = OpaProcess.Start(Policy, system.Identity.SidecarToken, "internal/policy/opa-bundle", "**", system.PublicKey);
        await opa.AwaitAsync();
        await using var other = await system.StartServiceAsync(
            _database, system.Sidecar, ("Policy__Engine", "Opa"), ("Policy__Opa__Url", opa.Address.ToString()), ("Policy__Opa__Timeout", "00:00:05"));

        foreach (var batch in Questions.Chunk(100))
        {
            var body = new JsonObject { ["requests"] = new JsonArray([.. batch.Select(question => question!.DeepClone())]) };
            var ours = (await system.SendAsync(A.Sarah, HttpMethod.Post, "/evaluate/batch", body, service: Policy)).Must(200);
            var theirs = (await system.SendAsync(A.Sarah, HttpMethod.Post, "/evaluate/batch", body, service: other)).Must(200);

            Assert.Equal(ours.Body!.ToJsonString(), theirs.Body!.ToJsonString());
            Assert.Contains("sha256:", theirs.Body.ToJsonString(), StringComparison.Ordinal);
        }

        await opa.KillAsync();
        var denied = (await system.SendAsync(A.Sarah, HttpMethod.Post, "/evaluate", Questions[0], service: other)).Must(200);
        Assert.Equal(("deny", "policy-engine-unavailable"), (denied["decision"], denied["policyApplied"]));
        using var health = await other.Client.GetAsync(new Uri("/health", UriKind.Relative), Token);
        Assert.Equal(503, (int)health.StatusCode);
    }

    [Fact]
    public async Task Opa_WithRulesThatAreNoLongerInForce_IsNotBelieved()
    {
        // Its bundle comes from another database, so no catalogue ever named it.
        var strange = await system.NewDatabaseAsync();
        await using var elsewhere = await system.StartServiceAsync(strange, system.Sidecar, ("Policy__Baseline__Tenants__2", "initech"));
        await Eventually.AsyncTrue(async _ => (await system.CatalogueAsync(elsewhere)).Tenants.ContainsKey("initech"), PolicySystem.Deadline, "it is another bundle");
        await using var opa = OpaProcess.Start(elsewhere, system.Identity.SidecarToken, "internal/policy/opa-bundle", "**", system.PublicKey);
        await opa.AwaitAsync();
        await using var service = await system.StartServiceAsync(
            _database, system.Sidecar, ("Policy__Engine", "Opa"), ("Policy__Opa__Url", opa.Address.ToString()), ("Policy__Opa__Timeout", "00:00:05"));

        Reply? denied = null;
        await Eventually.AsyncTrue(
            async _ =>
            {
                // On a busy machine the first answer of a process may take longer than a decision may.
                denied = (await system.SendAsync(A.Sarah, HttpMethod.Post, "/evaluate", Questions[0], service: service)).Must(200);
                Assert.Equal(("deny", "policy-engine-unavailable"), (denied["decision"], denied["policyApplied"]));
                return denied["reason"]!.Contains("not in force", StringComparison.Ordinal);
            },
            PolicySystem.Deadline,
            "it says that the rules are not in force",
            () => $"{denied?.Body}");
    }
}
