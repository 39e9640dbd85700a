using System.Net;
using System.Text.Json.Nodes;

namespace OpenClaw.Opa.Tests;

/// <summary>What remains of a policy while parts of the input are unknown, compared with the policy itself.</summary>
public sealed class PartialTests(PartialTests.Running running) : IClassFixture<PartialTests.Running>
{
    private const string Policy = """
        package docs
        import data.limits as bounds

        default read := false
        read if input.doc.owner == input.user
        read if {
            input.user in data.staff
            level := input.doc.level
            level <= bounds.staff
            not input.doc.state == "secret"
        }
        read if {
            some team in data.teams[input.user]
            input.doc.team == team
            is_open(input.doc)
        }
        read if {
            owner := input.doc.owner
            data.never
        }
        read if {
            note := input.doc.note
            input.user == "nina"
        }

        is_open(doc) if doc.state == "open"
        is_open(doc) if doc.state in ["draft", "review"]

        negated if not read
        loops if input.doc.tags[_] == "a"
        chooses := 1 if input.doc.level == 1
        else := 2
        several := input.doc.level
        several := 3 if input.doc.owner == "x"
        hit if several > 2
        closes if count({x | some x in input.doc.tags}) > 1
        """;

    [Theory]
    [InlineData("sarah")]
    [InlineData("mike")]
    [InlineData("nina")]
    [InlineData("olga")]
    public async Task Compile_UnknownDocument_LeavesConditionsThatDecideAsThePolicyDoes(string user)
    {
        var (status, body) = await running.Server.PostAsync("v1/compile",
            new JsonObject { ["query"] = "data.docs.read == true", ["input"] = new JsonObject { ["user"] = user }, ["unknowns"] = new JsonArray("input.doc") }.ToJsonString());
        Assert.Equal(HttpStatusCode.OK, status);
        var queries = body!["result"]!["queries"]!.AsArray();

        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var allowed = 0;
        for (var i = 0; i < 150; i++)
        {
            var input = new JsonObject { ["user"] = user, ["doc"] = Document(random) };
            var whole = (bool)(await running.Server.PostAsync("v1/data/docs/read", new JsonObject { ["input"] = input.DeepClone() }.ToJsonString())).Body!["result"]!;
            allowed += whole ? 1 : 0;

            Assert.True(whole == queries.Any(query => query!.AsArray().All(condition => Holds(condition!, input))), $"seed {seed}: {input.ToJsonString()} against {queries.ToJsonString()}");
        }

        Assert.InRange(allowed, 1, 149);
    }

    [Fact]
    public async Task Compile_OneRule_HasTheShapeOfOpa()
    {
        await running.Server.PutAsync("v1/policies/one", "package one\nallow if input.x >= data.limits.staff");

        var (_, body) = await running.Server.PostAsync("v1/compile", """{"query": "data.one.allow == true"}""");

        Assert.Equal("""
            {"result":{"queries":[[{"index":0,"terms":[{"type":"ref","value":[{"type":"var","value":"gte"}]},{"type":"ref","value":[{"type":"var","value":"input"},{"type":"string","value":"x"}]},{"type":"number","value":3}]}]]}}
            """.Trim(), body!.ToJsonString());
    }

    [Theory]
    [InlineData("data.docs.negated == true")]
    [InlineData("data.docs.loops == true")]
    [InlineData("data.docs.chooses == 1")]
    [InlineData("data.docs.hit == true")]
    [InlineData("data.docs.closes == true")]
    [InlineData("data.docs")]
    public async Task Compile_ConditionsWithSupportModules_AreRegoThatCompiles(string query)
    {
        var (status, body) = await running.Server.PostAsync("v1/compile", new JsonObject { ["query"] = query }.ToJsonString());

        Assert.Equal(HttpStatusCode.OK, status);
        foreach (var (module, i) in (body!["result"]!["support"] as JsonArray ?? []).Select((module, i) => (module, i)))
        {
            Assert.Equal(HttpStatusCode.OK, (await running.Server.PutAsync($"v1/policies/{query}{i}", TreeText.Module(module!))).Status);
        }

        foreach (var rest in body["result"]!["queries"]!.AsArray())
        {
            Assert.Equal(HttpStatusCode.OK, (await running.Server.PostAsync("v1/query", new JsonObject { ["query"] = TreeText.Query(rest!) }.ToJsonString())).Status);
        }
    }

    private static JsonObject Document(Random random)
    {
        var document = new JsonObject();
        void Maybe(string name, params JsonNode[] values)
        {
            if (random.Next(5) > 0)
            {
                document[name] = values[random.Next(values.Length)];
            }
        }

        Maybe("owner", "sarah", "mike", "nina", "olga");
        Maybe("level", 1, 3, 5);
        Maybe("state", "open", "draft", "secret");
        Maybe("team", "platform", "design");
        Maybe("note", "n");
        return document;
    }

    /// <summary>A small evaluator of its own for conditions in syntax-tree form; null stands for undefined.</summary>
    private static bool Holds(JsonNode condition, JsonNode input)
    {
        var holds = condition["terms"] is JsonArray call ? Call(call, input) : Value(condition["terms"]!, input) is { } value && value.ToJsonString() != "false";
        return condition["negated"] is null ? holds : !holds;
    }

    private static bool Call(JsonArray call, JsonNode input)
    {
        var name = string.Join('.', call[0]!["value"]!.AsArray().Select(part => (string?)part!["value"]));
        if (name == "eq" && (string?)call[1]!["type"] == "var")
        {
            return Value(call[2]!, input) is not null;
        }

        if (Value(call[1]!, input) is not { } left || Value(call[2]!, input) is not { } right)
        {
            return false;
        }

        return name switch
        {
            "eq" => JsonNode.DeepEquals(left, right),
            "lte" => (int)left <= (int)right,
            "internal.member_2" => right.AsArray().Any(item => JsonNode.DeepEquals(item, left)),
            _ => throw new InvalidOperationException("no reading for " + name),
        };
    }

    private static JsonNode? Value(JsonNode term, JsonNode input) => (string?)term["type"] switch
    {
        "ref" => term["value"]!.AsArray().Skip(1).Aggregate((JsonNode?)input, (at, step) => (at as JsonObject)?[(string)step!["value"]!]),
        "array" => new JsonArray([.. term["value"]!.AsArray().Select(item => Value(item!, input)!.DeepClone())]),
        _ => term["value"],
    };

    public sealed class Running : IAsyncLifetime
    {
        private readonly TempFolder _folder = new(("docs.rego", Policy),
            ("data.json", """{"staff": ["mike"], "limits": {"staff": 3}, "teams": {"olga": ["platform", "design"], "sarah": []}}"""));

        internal OpaServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Server = await OpaServer.StartAsync(_folder.Path, ".");

        public async ValueTask DisposeAsync()
        {
            await Server.DisposeAsync();
            _folder.Dispose();
        }
    }
}
