using System.Text.Json.Nodes;

namespace OpenClaw.Rego.Tests;

/// <summary>A decision about input read before allocates nothing once its thread is warm.</summary>
public sealed class AllocationTests
{
    private const string Data = """
        {"roles": {"sarah": ["reader", "writer"]}, "grants": {"writer": [{"action": "read"}, {"action": "write"}], "reader": []}, "limits": {"team": {"a": 3}}}
        """;

    [Theory]
    [InlineData("allow if { input.action == \"write\"; startswith(input.path, \"/docs\") }")]
    [InlineData("allow if { some role in data.roles[input.user]; some grant in data.grants[role]; grant.action == input.action }")]
    [InlineData("has(role) if { some own in data.roles[input.user]; own == role }\nallow if { has(\"writer\"); not has(\"admin\") }")]
    [InlineData("limit(name) := data.limits.team[name]\nelse := 1\nallow if { limit(\"a\") == 3; limit(\"b\") < 2 }")]
    [InlineData("allow if { every label in input.labels { label != \"secret\" }; count(input.labels) > 1 }")]
    [InlineData("level := {\"low\": 1, \"high\": 2}\nallow if level[input.level] >= level.low")]
    [InlineData("allow if { \"b\" in input.labels; regex.match(`^/docs/[a-z]+$`, input.path) }")]
    public void Decision_AboutInputReadBefore_AllocatesNothing(string rules)
    {
        var query = Policies.Compile($"package test\ndefault allow := false\n{rules}", JsonNode.Parse(Data)).Prepare("data.test.allow");
        var input = RegoInput.FromJson("""{"user": "sarah", "action": "write", "path": "/docs/plan", "labels": ["a", "b"], "level": "high"}"""u8);
        for (var i = 0; i < 200; i++)
        {
            Assert.True(query.IsTrue(input));
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            query.IsTrue(input);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
