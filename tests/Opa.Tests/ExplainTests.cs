using System.Net;
using System.Text.Json.Nodes;

namespace OpenClaw.Opa.Tests;

/// <summary>Explanations: what an evaluation did, as events and as lines.</summary>
public sealed class ExplainTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Policy = """
        package story
        allow if {
            some role in input.roles
            trace(sprintf("role %s", [role]))
            role == "admin"
            not locked
        }
        locked if input.user == "bob"
        """;

    private static readonly string[] Full =
    [
        "query:1 Enter data.story.allow",
        "query:1 | Eval data.story.allow",
        "story:2 | Enter data.story.allow",
        "story:3 | | Eval some role in input.roles",
        "story:4 | | Eval trace(sprintf(\"role %s\", [role]))",
        "story:4 | | Note \"role dev\"",
        "story:5 | | Eval role == \"admin\"",
        "story:5 | | Fail role == \"admin\"",
        "story:4 | | Redo trace(sprintf(\"role %s\", [role]))",
        "story:3 | | Redo some role in input.roles",
        "story:4 | | Eval trace(sprintf(\"role %s\", [role]))",
        "story:4 | | Note \"role admin\"",
        "story:5 | | Eval role == \"admin\"",
        "story:6 | | Eval not locked",
        "story:6 | | Enter locked",
        "story:6 | | | Eval locked",
        "story:8 | | | Enter data.story.locked",
        "story:8 | | | | Eval input.user == \"bob\"",
        "story:8 | | | | Fail input.user == \"bob\"",
        "story:6 | | | Fail locked",
        "story:2 | Exit data.story.allow",
        "query:1 Exit data.story.allow",
    ];

    [Theory]
    [InlineData("full")]
    [InlineData("debug")]
    public async Task Explain_Full_TellsEveryStepInOrder(string mode)
    {
        var lines = await LinesAsync(mode, "ann");

        Assert.Equal(Full, lines.Take(Full.Length));
    }

    [Fact]
    public async Task Explain_Notes_ShowsNotesAndWhatLedToThem()
    {
        Assert.Equal(["query:1 Enter data.story.allow", "story:2 | Enter data.story.allow", "story:4 | | Note \"role dev\"", "story:4 | | Note \"role admin\""], await LinesAsync("notes", "ann"));
    }

    [Fact]
    public async Task Explain_Fails_ShowsFailuresAndWhatLedToThem()
    {
        var lines = await LinesAsync("fails", "ann");

        Assert.Contains("story:5 | | Fail role == \"admin\"", lines);
        Assert.Contains("story:8 | | | | Fail input.user == \"bob\"", lines);
        Assert.DoesNotContain(lines, line => line.Contains("Eval", StringComparison.Ordinal) || line.Contains("Exit", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("full", true)]
    [InlineData("notes", false)]
    [InlineData("fails", false)]
    [InlineData("off", false)]
    public async Task Explain_UndefinedResult_IsOnlyExplainedInFull(string mode, bool isShown)
    {
        await shared.Server.PutAsync("v1/policies/story", Policy);

        var (_, body) = await shared.Server.PostAsync($"v1/data/story/allow?explain={mode}", """{"input": {"user": "bob", "roles": ["admin"]}}""");

        Assert.Null(body!["result"]);
        Assert.Equal(isShown, body["explanation"] is not null);
    }

    [Fact]
    public async Task Explain_AsEvents_CarriesTreesIdsAndLocals()
    {
        await shared.Server.PutAsync("v1/policies/story", Policy);

        var (status, body) = await shared.Server.PostAsync("v1/query?explain=full", """{"query": "x = data.story.allow", "input": {"user": "ann", "roles": ["dev", "admin"]}}""");

        Assert.Equal(HttpStatusCode.OK, status);
        var events = body!["explanation"]!.AsArray();
        var enter = events.First(step => (string?)step!["op"] == "enter" && (string?)step["type"] == "rule")!;
        Assert.Equal("allow", (string?)enter["node"]!["head"]!["name"]);
        var fail = events.Single(step => (string?)step!["op"] == "fail" && (int?)step["location"]!["row"] == 5)!;
        Assert.Equal("expr", (string?)fail["type"]);
        Assert.Equal((int?)enter["query_id"], (int?)fail["query_id"]);
        Assert.NotEqual((int?)fail["query_id"], (int?)fail["parent_id"]);
        Assert.Equal("""[{"key":{"type":"var","value":"role"},"value":{"type":"string","value":"dev"}}]""", fail["locals"]!.ToJsonString());
        Assert.Equal("equal", (string?)fail["node"]!["terms"]![0]!["value"]![0]!["value"]);
        Assert.Equal("role dev", (string?)events.First(step => (string?)step!["op"] == "note")!["message"]);
    }

    [Fact]
    public async Task Explain_DoesNotChangeTheAnswer_OfAnyRuleKind()
    {
        await shared.Server.PutAsync("v1/policies/kinds", """
            package kinds
            s contains x if some x in input.xs
            o[k] := v if some k, v in input.o
            f(a) := a + 1
            c := [y | some x in input.xs; y := f(x)]
            e := 1 if input.no else := 2 if { every x in input.xs { x > 0 } }
            w := x if x := s with input.xs as [9]
            k if s[2]
            p[q].r contains z if { some q, z in input.o }
            default d := 7
            """);
        const string Input = """{"input": {"xs": [1, 2], "o": {"a": 1, "b": 2}}}""";

        var (_, plain) = await shared.Server.PostAsync("v1/data/kinds", Input);
        var (_, traced) = await shared.Server.PostAsync("v1/data/kinds?explain=full", Input);

        Assert.Equal(8, plain!["result"]!.AsObject().Count);
        Assert.Equal(plain["result"]!.ToJsonString(), traced!["result"]!.ToJsonString());
        Assert.NotEmpty(traced["explanation"]!.AsArray());
    }

    [Fact]
    public async Task Eval_Explain_PrintsTheStoryBeforeTheAnswer()
    {
        using var folder = new TempFolder(("story", "ignored"), ("story.rego", Policy), ("input.json", """{"user": "ann", "roles": ["admin"]}"""));

        var run = await OpaTool.RunAsync(folder.Path, "eval", "-d", "story.rego", "-i", "input.json", "--explain", "notes", "-f", "pretty", "data.story.allow");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("query:1      Enter data.story.allow\nstory.rego:2 | Enter data.story.allow\nstory.rego:4 | | Note \"role admin\"\ntrue\n", run.Output);
    }

    [Fact]
    public async Task Eval_Partial_PrintsWhatRemainsAsRego()
    {
        using var folder = new TempFolder(("p.rego", "package p\nallow if { some role in data.roles[input.user]; role == \"admin\"; input.level > 3 }\nallow if input.level == 9"), ("data.json", """{"roles": {"ann": ["admin"], "bob": ["dev"]}}"""));

        var run = await OpaTool.RunAsync(folder.Path, "eval", "-d", ".", "--partial", "-f", "source", "data.p.allow");

        Assert.Equal("# Query 1\ninput.user = \"ann\"\ninput.level > 3\n\n# Query 2\ninput.level = 9\n\n", run.Output);
    }

    private async Task<List<string>> LinesAsync(string mode, string user)
    {
        await shared.Server.PutAsync("v1/policies/story", Policy);
        var (status, body) = await shared.Server.PostAsync($"v1/data/story/allow?pretty&explain={mode}", new JsonObject { ["input"] = new JsonObject { ["user"] = user, ["roles"] = new JsonArray("dev", "admin") } }.ToJsonString());
        Assert.Equal(HttpStatusCode.OK, status);
        return [.. body!["explanation"]!.AsArray().Select(line => (string)line!)];
    }
}
