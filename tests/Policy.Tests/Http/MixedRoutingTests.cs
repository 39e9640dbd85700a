using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using OpenClaw.Policy.Tests.Properties;
using OpenClaw.Testing;
using static OpenClaw.Policy.Tests.Http.LifecycleTests;

namespace OpenClaw.Policy.Tests.Http;

/// <summary>
/// Journey J10 in numbers: whatever is asked for, nothing above internal goes to a model outside, no answer names a model that
/// may not be used, and every model that may be is offered. Compared with <see cref="SimpleModel"/>, which knows no rules.
/// <c>POLICY_ROUTES=10000</c> asks the full number, <c>POLICY_SEED</c> repeats a run.
/// </summary>
public sealed class MixedRoutingTests(PolicySystem system, ITestOutputHelper output)
{
    private static readonly Dictionary<string, string> Catalogue = new()
    {
        ["local-llm-default"] = "self-hosted",
        ["own-large"] = "self-hosted",
        ["gpt-best"] = "openai",
        ["gpt-cheap"] = "openai",
        ["mix-model"] = "mistral",
    };

    /// <summary>What the enterprise says, and what the team does on top.</summary>
    private static readonly (string Enterprise, string? Team)[] Companies =
    [
        ("allowed_classifications: [public, internal, confidential, restricted]\nallowed_providers: [self-hosted, openai, mistral]", null),
        ("allowed_classifications: [public, internal, confidential, restricted]\nallowed_providers: [self-hosted, openai, mistral]", "allowed_providers: [self-hosted, mistral]"),
        ("allowed_classifications: [public, internal, confidential]\nallowed_providers: [self-hosted, openai]\nallow_external_models: true\nmax_tokens_per_request: 50", "allowed_models: [own-large, gpt-cheap]"),
        ("allowed_classifications: [public, internal, confidential, restricted]\nallowed_providers: [openai, mistral]\ncost_limits: {monthly_max_usd: 60}", null),
        ("allowed_classifications: [public, internal, confidential, restricted]\nallowed_providers: [self-hosted, openai]\nconfidential_data_models: [own-large]\nrestricted_data_models: []", "max_classification: confidential"),
        ("allowed_classifications: [public]\nallowed_providers: [self-hosted]", null),
    ];

    private static readonly string[] Levels = ["public", "internal", "confidential", "restricted", "top-secret", "Public", "publıc", " internal", "unknown"];

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Fact]
    public async Task MixedRequests_SendNothingAboveInternalOutside_AndNameOnlyWhatMayBeUsed()
    {
        var (count, seed) = (Setting("POLICY_ROUTES", 500), Setting("POLICY_SEED", 20_261));
        await using var service = await system.StartServiceAsync(
            await system.NewDatabaseAsync(), system.Sidecar, [.. Catalogue.Select(entry => ($"Policy__Models__Catalogue__{entry.Key}", entry.Value))]);
        var companies = await Task.WhenAll(Companies.Select(company => WriteAsync(service, company.Enterprise, company.Team)));
        var random = new Random(seed);
        var requests = Enumerable.Range(0, count).Select(_ => Draw(random)).ToArray();
        var outside = new ConcurrentDictionary<string, int>();
        var decisions = new ConcurrentDictionary<string, int>();
        var wrong = new ConcurrentQueue<string>();

        await Parallel.ForEachAsync(requests, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Ended }, async (request, _) =>
        {
            var (tenant, scopes) = companies[request.Company];
            var answer = (await system.SendAsync(PolicySystem.In(tenant, A.Sarah), HttpMethod.Post, "/route-model", request.Body, service: service)).Must(200).Body!;
            var (decision, resolved) = ((string)answer["decision"]!, (string?)answer["resolvedModel"]);
            decisions.AddOrUpdate(decision, 1, (_, known) => known + 1);
            if (resolved is not null && Catalogue[resolved] != "self-hosted")
            {
                outside.AddOrUpdate(request.Level, 1, (_, known) => known + 1);
            }

            foreach (var fault in Faults(answer, decision, resolved, scopes, request))
            {
                wrong.Enqueue($"{fault}: {request.Body.ToJsonString()} got {answer.ToJsonString()}");
            }
        });

        output.WriteLine($"{count} requests of seed {seed}: {Said(decisions)}; to models outside: {Said(outside)}");
        Assert.True(wrong.IsEmpty, $"{wrong.Count} of {count} (POLICY_SEED={seed}):\n{string.Join('\n', wrong.Take(20))}");
        Assert.Equal(["internal", "public"], outside.Keys.Order());
        Assert.Equal(["allow", "deny", "require_approval"], decisions.Keys.Order());
    }

    private static IEnumerable<string> Faults(JsonNode answer, string decision, string? resolved, JsonObject[] scopes, Request request)
    {
        var verdicts = Catalogue.ToDictionary(entry => entry.Key, entry => SimpleModel.Decide("models", scopes, request.Question(entry.Key, entry.Value)));
        string[] usable = [.. verdicts.Where(entry => entry.Value == 0).Select(entry => entry.Key).Order(StringComparer.Ordinal)];
        var expected = usable.Length > 0 ? "allow" : verdicts.ContainsValue(1) ? "require_approval" : "deny";
        if (decision != expected || (resolved is null) != (expected != "allow"))
        {
            yield return $"expected {expected}";
        }

        if (!answer["alternatives"]!.AsArray().Select(model => (string)model!).Order(StringComparer.Ordinal).SequenceEqual(usable))
        {
            yield return $"expected the alternatives {string.Join(' ', usable)}";
        }

        foreach (var named in Catalogue.Keys.Except(usable).Append(Request.Unheard).Append("forbidden-one").Where(model => answer.ToJsonString().Contains(model, StringComparison.Ordinal)))
        {
            yield return $"names {named}";
        }

        if (usable.Contains(request.Wanted) && resolved != request.Wanted)
        {
            yield return "does not give what was asked for";
        }

        if (((string?)answer["reason"])?.Length is null or 0)
        {
            yield return "has no reason";
        }
    }

    private async Task<(string Tenant, JsonObject[] Scopes)> WriteAsync(ServiceProcess service, string enterprise, string? team)
    {
        var tenant = PolicySystem.NewTenant();
        (await system.SendAsync(PolicySystem.In(tenant, A.Eve), HttpMethod.Post, "", New("models", enterprise, "active"), service: service)).Must(201);
        if (team is not null)
        {
            (await system.SendAsync(PolicySystem.In(tenant, A.Tom), HttpMethod.Post, "", New("models", team, "active", scope: "team", scopeId: "platform"), service: service)).Must(201);
        }

        return (tenant, [.. new[] { enterprise, team }.OfType<string>().Select(text => A.Document("models", text))]);
    }

    private static Request Draw(Random random) => new(
        random.Next(Companies.Length),
        Levels[random.Next(Levels.Length)],
        random.Next(8) switch { 0 => null, 1 => Request.Unheard, _ => Catalogue.Keys.ElementAt(random.Next(Catalogue.Count)) },
        random.Next(100),
        random.Next(100));

    private static string Said(ConcurrentDictionary<string, int> counts) =>
        string.Join(", ", counts.OrderBy(count => count.Key, StringComparer.Ordinal).Select(count => $"{count.Value} {count.Key}"));

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    private sealed record Request(int Company, string Level, string? Wanted, int Tokens, int SpentUsd)
    {
        public const string Unheard = "never-heard-of";

        public JsonObject Body => new() { ["dataClassification"] = Level, ["requestedModel"] = Wanted, ["tokens"] = Tokens, ["spentThisMonthUsd"] = SpentUsd };

        /// <summary>As the plain model is asked: a level that is none of the four is the highest.</summary>
        public JsonObject Question(string model, string provider) => A.Input(
            "model_call",
            Level is "public" or "internal" or "confidential" ? Level : "restricted",
            new JsonObject { ["model"] = model, ["provider"] = provider, ["tokens"] = Tokens, ["tokens_today"] = 0, ["spent_this_month_usd"] = SpentUsd });
    }
}
