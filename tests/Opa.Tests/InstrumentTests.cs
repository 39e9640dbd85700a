using System.Net;
using System.Text.Json.Nodes;

namespace OpenClaw.Opa.Tests;

/// <summary>The rows of the REST page about <c>instrument</c>: what each kind of request tells beside the usual metrics.</summary>
public sealed class InstrumentTests : IAsyncLifetime
{
    private const string Policy = """
        package app
        allow if { is_admin; is_admin; data.users.sarah.role == "admin"; data.users.sarah.role != "guest" }
        is_admin if input.role == "admin"
        is_admin if input.role == "root"
        names := [upper(name) | some name in input.names]
        matched if regex.match("^a+$", input.text)
        reads if { data.users[input.user].role == "admin"; input.role == data.app.wanted }
        wanted := "admin"
        """;

    private static readonly string[] Caches =
    [
        "counter_eval_op_base_cache_hit", "counter_eval_op_base_cache_miss", "counter_eval_op_virtual_cache_hit", "counter_eval_op_virtual_cache_miss",
        "counter_eval_op_comprehension_cache_hit", "counter_eval_op_comprehension_cache_miss", "counter_eval_op_comprehension_cache_skip",
    ];

    private readonly TempFolder _folder = new(("policy/app.rego", Policy), ("policy/users/data.json", """{"sarah": {"role": "admin"}}"""));
    private OpaServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await OpaServer.StartAsync(_folder.Path, "policy");

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Instrument_OfADecision_CountsWhatCachesHad()
    {
        var metrics = await DataAsync("allow", """{"input": {"role": "admin"}}""");

        Assert.All(Caches, name => Assert.NotNull(metrics[name]));
        Assert.Equal((1, 2), Pair(metrics, "virtual"));
        Assert.Equal((1, 1), Pair(metrics, "base"));
        Assert.NotNull(metrics["timer_rego_query_eval_ns"]);
    }

    [Fact]
    public async Task Instrument_OfAComprehension_CountsThatNothingIsKeptOfIt()
    {
        var metrics = await DataAsync("names", """{"input": {"names": ["a", "b", "c"]}}""");

        Assert.Equal(1, (long?)metrics["counter_eval_op_comprehension_cache_skip"]);
        Assert.Equal((0, 0), Pair(metrics, "comprehension"));
        Assert.Equal(3, (long?)metrics["counter_rego_builtin_upper"]);
    }

    [Fact]
    public async Task Instrument_OfBuiltins_TimesEachByItsNameAndAllTogether()
    {
        var metrics = await DataAsync("matched", """{"input": {"text": "aaa"}}""");

        Assert.Equal(1, (long?)metrics["counter_rego_builtin_regex_match"]);
        Assert.True((long?)metrics["timer_rego_builtin_regex_match_ns"] > 0);
        Assert.True((long?)metrics["timer_eval_op_builtin_call_ns"] >= (long?)metrics["timer_rego_builtin_regex_match_ns"]);
    }

    [Fact]
    public async Task Instrument_Histograms_AreObjectsWithPercentiles()
    {
        var metrics = await DataAsync("names", """{"input": {"names": ["a", "b", "c"]}}""");

        var histogram = metrics["histogram_eval_op_builtin_call"]!.AsObject();
        string[] names = ["75%", "90%", "95%", "99%", "99.9%", "99.99%", "count", "max", "mean", "median", "min", "stddev"];
        Assert.Equal(names.Order(StringComparer.Ordinal), histogram.Select(member => member.Key).Order(StringComparer.Ordinal));
        Assert.Equal(3, (long?)histogram["count"]);
        Assert.InRange((long)histogram["median"]!, (long)histogram["min"]!, (long)histogram["max"]!);
        Assert.InRange((long)histogram["99%"]!, (long)histogram["median"]!, (long)histogram["max"]!);
        Assert.Equal((long)metrics["timer_eval_op_builtin_call_ns"]! / 3, (long)histogram["mean"]!);
    }

    [Fact]
    public async Task Instrument_OfARuleIndex_TimesTheLookups()
    {
        var metrics = await DataAsync("is_admin", """{"input": {"role": "root"}}""");

        Assert.True((long?)metrics["timer_eval_op_rule_index_ns"] > 0);
        Assert.Equal(1, (long?)metrics["histogram_eval_op_rule_index"]!["count"]);
    }

    [Fact]
    public async Task Instrument_OfAQuery_TimesTheStagesOfItsCompilation()
    {
        var first = await DataAsync("wanted", "{}");
        var again = await DataAsync("wanted", "{}");
        var query = Metrics(await _server.GetAsync("v1/query?instrument&q=" + Uri.EscapeDataString("data.app.wanted = x; upper(x, y)")));

        foreach (var stage in new[] { "timer_query_compile_stage_resolve_refs_ns", "timer_query_compile_stage_check_types_ns" })
        {
            Assert.True((long?)first[stage] > 0, stage);
            Assert.True((long?)query[stage] > 0, stage);
            Assert.Null(again[stage]);
        }

        Assert.Equal(1, (long?)query["counter_rego_builtin_upper"]);
    }

    [Fact]
    public async Task Instrument_OfAPolicyWrite_TimesTheStagesOfModules()
    {
        var metrics = Metrics(await _server.PutAsync("v1/policies/written?instrument", "package written\np := 1"));

        foreach (var stage in new[] { "set_rule_tree", "check_rule_conflicts", "resolve_refs", "check_recursion", "check_types", "build_rule_indices" })
        {
            Assert.True((long?)metrics[$"timer_compile_stage_{stage}_ns"] > 0, stage);
        }
    }

    [Fact]
    public async Task Instrument_OfPartialEvaluation_CountsWhatIsKnown()
    {
        var metrics = Metrics(await _server.PostAsync("v1/compile?instrument",
            """{"query": "data.app.reads", "unknowns": ["input.role"], "input": {"user": "sarah"}}"""));

        Assert.True((long?)metrics["timer_rego_partial_eval_ns"] > 0);
        Assert.True((long?)metrics["timer_query_compile_stage_resolve_refs_ns"] > 0);
        Assert.True((long?)metrics["counter_eval_op_base_cache_miss"] > 0);
    }

    [Fact]
    public async Task Instrument_NotAsked_ShowsNothingOfIt()
    {
        var metrics = Metrics(await _server.PostAsync("v1/data/app/names?metrics", """{"input": {"names": ["a"]}}"""));

        Assert.DoesNotContain(metrics, metric => IsInstrument(metric.Key));
    }

    [Fact]
    public async Task Eval_Instrument_ShowsStagesAndOperations()
    {
        var result = await OpaTool.RunAsync(_folder.Path, "eval", "-d", "policy", "--instrument", "upper(data.app.wanted)");

        var metrics = JsonNode.Parse(result.Output)!["metrics"]!.AsObject();
        Assert.True((long?)metrics["timer_compile_stage_resolve_refs_ns"] > 0);
        Assert.True((long?)metrics["timer_query_compile_stage_check_types_ns"] > 0);
        Assert.Equal(1, (long?)metrics["counter_rego_builtin_upper"]);
        Assert.Equal(1, (long?)metrics["histogram_eval_op_builtin_call"]!["count"]);
    }

    private static bool IsInstrument(string name) =>
        name.Contains("eval_op_", StringComparison.Ordinal) || name.Contains("_stage_", StringComparison.Ordinal) || name.Contains("rego_builtin_", StringComparison.Ordinal);

    private static (long Hits, long Misses) Pair(JsonObject metrics, string cache) =>
        ((long)metrics[$"counter_eval_op_{cache}_cache_hit"]!, (long)metrics[$"counter_eval_op_{cache}_cache_miss"]!);

    private static JsonObject Metrics((HttpStatusCode Status, JsonNode? Body) answer) => answer.Body!["metrics"]!.AsObject();

    private async Task<JsonObject> DataAsync(string rule, string sent) => Metrics(await _server.PostAsync($"v1/data/app/{rule}?instrument", sent));
}
