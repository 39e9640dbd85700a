using System.Diagnostics;
using System.Text.Json.Nodes;

namespace OpenClaw.Rego.Tests;

/// <summary>A decision about input read before allocates nothing once its thread is warm.</summary>
public sealed class AllocationTests
{
    private const string Data = """
        {"roles": {"sarah": ["reader", "writer"]}, "grants": {"writer": [{"action": "read"}, {"action": "write"}], "reader": []}, "limits": {"team": {"a": 3}}}
        """;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

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

        // Warm is when the compiler is done, which it decides by itself; what allocates by itself does so every time.
        var allocated = long.MaxValue;
        for (var clock = Stopwatch.StartNew(); allocated > 0 && clock.Elapsed < Longest;)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++)
            {
                query.IsTrue(input);
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.True(query.IsTrue(input));
        Assert.Equal(0, allocated);
    }
}
