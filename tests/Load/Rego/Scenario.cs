using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpenClaw.Rego.Load;

/// <summary>One policy with one input.</summary>
internal sealed class Scenario
{
    private const double LeastScaling = 1.8;

    private readonly byte[] _json;
    private readonly ArrayBufferWriter<byte> _buffer = new();

    private Scenario(string name, string query, string input, JsonNode? data, params string[] modules)
    {
        Name = name;
        _json = Encoding.UTF8.GetBytes(input);
        Input = RegoInput.FromJson(_json);
        Query = CompiledPolicy.Compile(modules.Select((source, i) => new RegoModule($"m{i}.rego", source)), data).Prepare(query);
        if (!Query.IsTrue(Input))
        {
            throw new InvalidOperationException($"{name} does not allow its input");
        }
    }

    public string Name { get; }

    /// <summary>What OPA's WebAssembly runtime takes for a policy of the same meaning, JSON in and out; 0 where there is no figure.</summary>
    public double Goal { get; private init; }

    /// <summary>The goals that the figures miss, in words.</summary>
    public IEnumerable<string> Missed(Measurement json, Measurement parsed, double scaling)
    {
        if (Goal > 0 && json.Median >= Goal)
        {
            yield return FormattableString.Invariant($"{Name}: p50 {json.Median:F2} µs of {Goal:F1}");
        }

        if (parsed.Bytes > 0)
        {
            yield return $"{Name}: {parsed.Bytes} bytes for pre-parsed input";
        }

        if (scaling < LeastScaling)
        {
            yield return FormattableString.Invariant($"{Name}: x{scaling:F2} on two threads");
        }
    }

    public RegoQuery Query { get; }

    public RegoInput Input { get; }

    public static IEnumerable<Scenario> All() => [OneRule(), SmallRbac(), LargeRbac(), Rest(), SevenDomains()];

    public bool RunJson()
    {
        _buffer.ResetWrittenCount();
        using var writer = new Utf8JsonWriter(_buffer);
        Query.Evaluate(_json).WriteTo(writer);
        writer.Flush();
        return _buffer.WrittenCount > 0;
    }

    /// <summary>Seven domains over settings on three levels, as this product decides; its own rules change more often than this set.</summary>
    private static Scenario SevenDomains()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Domains");
        return new("seven domains over three levels", "data.load.decision.allow", File.ReadAllText(Path.Combine(folder, "input.json")),
            JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "data.json"))), [.. Directory.EnumerateFiles(folder, "*.rego").Order(StringComparer.Ordinal).Select(File.ReadAllText)]);
    }

    private static Scenario OneRule() => new("one rule", "data.example.allow", """{"user": "alice", "method": "GET"}""", null, """
        package example
        default allow := false
        allow if { input.method == "GET"; input.user == "alice" }
        """) { Goal = 1.5 };

    private static Scenario SmallRbac() => new("small RBAC", "data.rbac.allow", """{"user": "u1", "action": "a1", "type": "t"}""",
        JsonNode.Parse("""{"user_roles": {"u1": ["r1"]}, "role_permissions": {"r1": [{"action": "a0", "type": "t"}, {"action": "a1", "type": "t"}]}}"""), RbacSource)
    { Goal = 2.1 };

    private const string RbacSource = """
        package rbac
        default allow := false
        allow if {
            some role in data.user_roles[input.user]
            some permission in data.role_permissions[role]
            permission.action == input.action
            permission.type == input.type
        }
        """;

    private static Scenario LargeRbac()
    {
        var users = new JsonObject(Enumerable.Range(0, 1000).Select(i => KeyValuePair.Create($"u{i}", (JsonNode?)new JsonArray([.. Enumerable.Range(0, 5).Select(r => JsonValue.Create($"r{(i + r) % 50}"))]))));
        var roles = new JsonObject(Enumerable.Range(0, 50).Select(r => KeyValuePair.Create($"r{r}", (JsonNode?)new JsonArray([.. Enumerable.Range(0, 20).Select(p =>
            new JsonObject { ["action"] = $"a{r}_{p}", ["type"] = "doc" })]))));
        return new("RBAC, 1,000 users, 100 permissions scanned", "data.rbac.allow", """{"user": "u10", "action": "a14_19", "type": "doc"}""",
            new JsonObject { ["user_roles"] = users, ["role_permissions"] = roles }, RbacSource)
        { Goal = 9.6 };
    }

    private static Scenario Rest()
    {
        string[] resources = ["users", "orders", "items", "carts", "bills", "teams", "files"];
        var modules = resources.Select(name => $$"""
            package rest.{{name}}
            import data.rest.helpers
            default allow := false
            allow if { input.method == "GET"; input.path = ["v1", "{{name}}", id]; helpers.owns(id) }
            allow if { input.method == "POST"; input.path = ["v1", "{{name}}"]; helpers.has_role("editor") }
            allow if { helpers.has_role("admin") }
            """);
        return new("nine-module REST policy", "data.rest.allow", """{"method": "GET", "path": ["v1", "files", "f7"], "user": {"id": "u1", "roles": ["viewer", "editor"]}, "owned": ["f1", "f7"]}""", null,
        [
            """
            package rest
            default allow := false
            allow if { input.path[1] == "users"; data.rest.users.allow }
            allow if { input.path[1] == "orders"; data.rest.orders.allow }
            allow if { input.path[1] == "items"; data.rest.items.allow }
            allow if { input.path[1] == "carts"; data.rest.carts.allow }
            allow if { input.path[1] == "bills"; data.rest.bills.allow }
            allow if { input.path[1] == "teams"; data.rest.teams.allow }
            allow if { input.path[1] == "files"; data.rest.files.allow }
            """,
            """
            package rest.helpers
            owns(id) if { some own in input.owned; own == id }
            has_role(role) if { some own in input.user.roles; own == role }
            """,
            .. modules,
        ])
        { Goal = 12.3 };
    }
}
