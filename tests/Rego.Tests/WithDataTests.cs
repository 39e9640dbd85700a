using System.Text.Json.Nodes;

namespace OpenClaw.Rego.Tests;

/// <summary>Rules that are compiled once answer for other documents as if they had been compiled with them.</summary>
public sealed class WithDataTests
{
    private const string Rules = """
        package test
        limit := data.limits.rounds
        tree.own := 1
        names contains name if some name, _ in data.test.people
        p := {"limit": limit, "tree": data.test.tree, "names": names, "all": data.test.people, "with": replaced}
        replaced := x if x := data.limits.rounds with data.limits as {"rounds": 9}
        """;

    [Theory]
    [InlineData("""{"limits": {"rounds": 1}, "test": {"people": {"ann": true}}}""")]
    [InlineData("""{"limits": {"rounds": 2}, "test": {"people": {"bob": true, "eve": 1}, "tree": {"given": 2}}}""")]
    [InlineData("""{"limits": {"rounds": [3]}, "test": {"people": {}}}""")]
    [InlineData("""{}""")]
    public void Query_WithOtherDocuments_AnswersAsIfCompiledWithThem(string documents)
    {
        var once = Policies.Compile(Rules, JsonNode.Parse("""{"limits": {"rounds": 7}, "test": {"people": {"old": true}}}""")).Prepare("data.test.p");
        var before = once.Evaluate([]).ToJson()!.ToJsonString();

        var swapped = once.WithData(JsonNode.Parse(documents)).Evaluate([]);

        var compiled = Policies.Compile(Rules, JsonNode.Parse(documents)).Prepare("data.test.p").Evaluate([]);
        Assert.Equal(compiled.IsDefined, swapped.IsDefined);
        Assert.Equal(compiled.ToJson()?.ToJsonString(), swapped.ToJson()?.ToJsonString());
        Assert.Equal(before, once.Evaluate([]).ToJson()!.ToJsonString());
    }
}
