using System.Text.Json.Nodes;
using OpenClaw.Testing;

namespace OpenClaw.Opa.Tests;

/// <summary>The client that OPA publishes on npm, unchanged, against our server.</summary>
public sealed class PublishedClientTests
{
    private const string Policy = """
        package authz
        default allow := false
        allow if input.subject == "alice"
        response := {"allowed": allow, "roles": object.get(input, "roles", [])}
        broken := 1
        broken := 2 if input.subject == "alice"
        """;

    private const string Filters = """
        package filters
        # METADATA
        # scope: document
        # compile:
        #   unknowns: [input.fruits]
        #   mask_rule: masks
        include if { input.fruits.name in data.favourites[input.user]; input.fruits.price < 5 }
        masks.fruits.supplier.replace.value := "***" if input.user != "admin"
        none if { input.fruits.name == "x"; input.user == "nobody" }
        """;

    [Fact]
    public async Task Client_OfOpa_GetsTheAnswersItExpects()
    {
        using var folder = new TempFolder(("policy.rego", Policy), ("filters.rego", Filters), ("favourites/data.json", """{"alice": ["apple", "pear"]}"""));
        using var node = await NodeFolder.InstallAsync(Path.Combine(AppContext.BaseDirectory, "Client"), TestContext.Current.CancellationToken);
        Assert.SkipWhen(node.Missing is not null, node.Missing ?? "");
        await using var server = await OpaServer.StartAsync(folder.Path, "--set", "default_decision=authz/allow", "policy.rego", "filters.rego", "favourites:favourites/data.json");

        var run = await node.RunAsync("client.mjs", [server.Client.BaseAddress!.ToString().TrimEnd('/')], TestContext.Current.CancellationToken);

        Assert.True(run.ExitCode == 0, run.Error + server.Output);
        var answers = JsonNode.Parse(run.Output)!;
        Assert.True((bool)answers["allowed"]!);
        Assert.False((bool)answers["denied"]!);
        Assert.False((bool)answers["withoutInput"]!);
        Assert.Equal("""{"allowed":true,"roles":["a","b"]}""", answers["response"]!.ToJsonString());
        Assert.True((bool)answers["transformed"]!);
        Assert.Equal("""{"alice":true,"bob":false}""", answers["batch"]!.ToJsonString());
        Assert.True((bool)answers["default"]!);
        Assert.NotNull(answers["error"]);
        Assert.Equal("""{"query":"WHERE (fruit.name IN (E'apple', E'pear') AND fruit.cost < E'5')","masks":{"fruits":{"supplier":{"replace":{"value":"***"}}}}}""", Text(answers["filters"]));
        Assert.Equal("""{"operator":"and","type":"compound","value":[{"field":"fruits.name","operator":"in","type":"field","value":["apple","pear"]},{"field":"fruits.price","operator":"lt","type":"field","value":5}]}""", Text(answers["tree"]!["query"]));
        Assert.Equal("""{"AND":[{"name":{"in":["apple","pear"]}},{"price":{"lt":5}}]}""", Text(answers["prisma"]));
        Assert.Equal("WHERE (fruits.name IN ('apple', 'pear') AND fruits.price < '5')", (string?)answers["multiple"]!["mysql"]!["query"]);
        Assert.Equal("WHERE (fruits.name IN (N'apple', N'pear') AND fruits.price < N'5')", (string?)answers["multiple"]!["sqlserver"]!["query"]);
        Assert.Null(answers["none"]!["query"]);
        Assert.Equal("error(s) occurred while evaluating query", (string?)answers["refused"]);
    }

    private static string Text(JsonNode? node) => node!.ToJsonString(new System.Text.Json.JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
