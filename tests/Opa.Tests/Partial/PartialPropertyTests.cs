using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OpenClaw.Opa.Tests;

/// <summary>For policies by chance: what remains, given the unknowns, answers what the whole policy answers.</summary>
public sealed partial class PartialPropertyTests
{
    // Enough for every construct to meet every other one in each run; OPA_PARTIAL_POLICIES makes it thousands.
    private static readonly int Policies = int.Parse(Environment.GetEnvironmentVariable("OPA_PARTIAL_POLICIES") ?? "60", System.Globalization.CultureInfo.InvariantCulture);

    // The same in each run, so that a red run is somebody's change; OPA_PARTIAL_SEED takes others.
    private const int UsualSeed = 20261121;

    private const int Inputs = 8;

    private const string Data = """{"staff": ["ann", "bob"], "limits": {"low": 1, "high": 2}, "teams": {"ann": ["open", "x"], "bob": [1], "open": []}}""";

    [Fact]
    public async Task Residual_WithUnknownsSupplied_AnswersAsThePolicyDoes()
    {
        using var folder = new TempFolder(("data.json", Data));
        await using var server = await OpaServer.StartAsync(folder.Path, "data.json");
        var seed = int.TryParse(Environment.GetEnvironmentVariable("OPA_PARTIAL_SEED"), out var given) ? given : UsualSeed;
        var compared = 0;
        var defined = 0;
        for (var i = 0; i < Policies; i++)
        {
            var random = new Random(seed + i);
            var generator = new PolicyGenerator(random);
            var policy = generator.Policy();
            var (status, refused) = await server.PutAsync("v1/policies/gen", policy);
            Assert.True(status == HttpStatusCode.OK || ((string?)refused!["errors"]![0]!["code"])!.StartsWith("rego_", StringComparison.Ordinal), refused?.ToJsonString());
            if (status != HttpStatusCode.OK)
            {
                continue;
            }

            foreach (var (name, kind) in generator.Rules.Where(rule => rule.Kind != 'f'))
            {
                var query = kind == 'b' && random.Next(2) == 0 ? $"data.gen.{name}" : $"answer = data.gen.{name}";
                var (same, count) = await CompareAsync(server, random, query, $"seed {seed + i}\n{policy}\n{query}");
                compared += same;
                defined += count;
            }
        }

        TestContext.Current.SendDiagnosticMessage($"{compared} evaluations compared, {defined} defined");
        Assert.True(compared > Policies * 5, $"only {compared} evaluations compared");
        Assert.True(defined > compared / 20, $"only {defined} of {compared} were defined");
    }

    private static async Task<(int Compared, int Defined)> CompareAsync(OpaServer server, Random random, string query, string what)
    {
        var user = random.Next(2) == 0 ? "ann" : "bob";
        var (status, body) = await server.PostAsync("v1/compile",
            new JsonObject { ["query"] = query, ["input"] = new JsonObject { ["user"] = user }, ["unknowns"] = new JsonArray("input.doc") }.ToJsonString());
        Assert.True(status == HttpStatusCode.OK, $"{what}\n{body?.ToJsonString()}");
        var queries = (body!["result"]!["queries"] as JsonArray ?? []).Select(rest => TreeText.Query(rest!)).ToList();
        var modules = (body["result"]!["support"] as JsonArray ?? []).Select(module => TreeText.Module(module!)).ToList();
        if (!await SupportAsync(server, modules, what))
        {
            return (0, 0);
        }

        var (compared, defined) = (0, 0);
        for (var i = 0; i < Inputs; i++)
        {
            var document = Document(random);
            var (wholeStatus, whole) = await AskAsync(server, query, new JsonObject { ["user"] = user, ["doc"] = document.DeepClone() });
            if (wholeStatus != HttpStatusCode.OK)
            {
                // A conflict between rules: only the whole policy has to notice.
                continue;
            }

            var rest = new SortedSet<string>(StringComparer.Ordinal);
            foreach (var text in queries)
            {
                // Known input is not given again: what remains must do without.
                var (restStatus, found) = text.Length == 0 ? (HttpStatusCode.OK, ["{}"]) : await AskAsync(server, text, new JsonObject { ["doc"] = document.DeepClone() });
                if (restStatus == HttpStatusCode.BadRequest && found.Single().Contains("rego_type_error", StringComparison.Ordinal))
                {
                    // Known values can make a condition that types rule out; the compiler refuses it, as it would in a policy.
                    await ForgetAsync(server, modules.Count);
                    return (compared, defined);
                }

                Assert.True(restStatus == HttpStatusCode.OK, $"{what}\nremains {text}\n{string.Join('\n', modules)}\n{document.ToJsonString()}: {string.Join(' ', found)}");
                rest.UnionWith(found);
            }

            Assert.True(whole.SetEquals(rest),
                $"{what}\ninput.user {user}\ninput.doc {document.ToJsonString()}\nwhole {string.Join(' ', whole)}\nrest {string.Join(' ', rest)}\nremains {string.Join("\n  or ", queries)}\n{string.Join('\n', modules)}");
            compared++;
            defined += whole.Count > 0 ? 1 : 0;
        }

        await ForgetAsync(server, modules.Count);

        return (compared, defined);
    }

    private static async Task ForgetAsync(OpaServer server, int modules)
    {
        // A module that others still need goes with the next round.
        var left = Enumerable.Range(0, modules).ToList();
        for (var round = 0; left.Count > 0 && round <= modules; round++)
        {
            foreach (var i in left.ToList())
            {
                var (status, _) = await server.SendAsync("DELETE", $"v1/policies/support{i}", null);
                _ = status is HttpStatusCode.OK or HttpStatusCode.NotFound && left.Remove(i);
            }
        }

        Assert.Empty(left);
    }

    /// <summary>
    /// Modules may call functions of each other: each is put when those it needs are there. False when two need each other, which
    /// cannot be put one after the other, and when known values make a condition that can never hold: the compiler refuses it by
    /// its types, as it would in a policy.
    /// </summary>
    private static async Task<bool> SupportAsync(OpaServer server, List<string> modules, string what)
    {
        var waiting = modules.Select((text, i) => (Text: text, Id: i)).ToList();
        while (waiting.Count > 0)
        {
            var before = waiting.Count;
            var errors = "";
            foreach (var module in waiting.ToList())
            {
                var (put, error) = await server.PutAsync($"v1/policies/support{module.Id}", module.Text);
                _ = put == HttpStatusCode.OK ? waiting.Remove(module) : (errors += error?.ToJsonString()).Length > 0;
            }

            var undefined = UndefinedFunction().Matches(errors);
            var isTyped = undefined.Count == 0 && errors.Contains("rego_type_error", StringComparison.Ordinal);
            var isCircle = undefined.Count > 0 && undefined.All(missing => waiting.Any(module => Defines(module.Text, missing.Groups["package"].Value, missing.Groups["name"].Value)));
            if (waiting.Count == before && (isTyped || isCircle))
            {
                await ForgetAsync(server, modules.Count);
                return false;
            }

            Assert.True(waiting.Count < before, $"{what}\n{string.Join('\n', modules)}\n{errors}");
        }

        return true;
    }

    private static bool Defines(string module, string package, string function) =>
        module.StartsWith($"package {package}\n", StringComparison.Ordinal) && module.Contains($"\n{function}(", StringComparison.Ordinal);

    [GeneratedRegex(@"undefined function data\.(?<package>[\w.]+)\.(?<name>\w+)")]
    private static partial Regex UndefinedFunction();

    /// <summary>
    /// The values of <c>answer</c> in all solutions, or one mark for a query without it. The second condition makes it a search:
    /// a lone expression would have a row also when it is false.
    /// </summary>
    private static async Task<(HttpStatusCode Status, SortedSet<string> Answers)> AskAsync(OpaServer server, string query, JsonObject input)
    {
        var (status, body) = await server.PostAsync("v1/query", new JsonObject { ["query"] = query + "; true", ["input"] = input }.ToJsonString());
        var answers = new SortedSet<string>(StringComparer.Ordinal);
        if (status != HttpStatusCode.OK)
        {
            answers.Add(body?.ToJsonString() ?? "");
            return (status, answers);
        }

        foreach (var row in body!["result"] as JsonArray ?? [])
        {
            answers.Add(row!["answer"]?.ToJsonString() ?? "{}");
        }

        return (status, answers);
    }

    private static JsonObject Document(Random random)
    {
        JsonNode Value() => random.Next(7) switch { 0 => 1, 1 => 2, 2 => "ann", 3 => "bob", 4 => "open", 5 => true, _ => false };
        var document = new JsonObject();
        foreach (var name in new[] { "owner", "level", "state", "team" })
        {
            if (random.Next(5) > 0)
            {
                document[name] = Value();
            }
        }

        if (random.Next(5) > 0)
        {
            document["tags"] = new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Value())]);
            document["meta"] = new JsonObject(Enumerable.Range(0, random.Next(3)).Select(i => KeyValuePair.Create("k" + i, (JsonNode?)Value())));
        }

        return document;
    }
}
