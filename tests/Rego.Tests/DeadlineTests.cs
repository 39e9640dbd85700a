using System.Diagnostics;
using System.Text;

namespace OpenClaw.Rego.Tests;

/// <summary>Whatever an evaluation is doing when its time is over, it stops within 100 ms.</summary>
public sealed class DeadlineTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(100);

    /// <summary>For what holds a thread up and is not its own: collections of garbage, reading pages.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(30);

    private static readonly Lazy<RegoInput> TenMegabytes = new(() => RegoInput.FromJson(Encoding.UTF8.GetBytes(
        "{\"text\": \"" + new string('a', 5_000_000) + "\", \"list\": [" + string.Join(',', Enumerable.Range(0, 60_000).Select(i => $"{{\"id\": {i}, \"text\": \"{new string('x', 60)}\"}}")) + "]}")));

    [Theory]
    [InlineData("endless comprehension", "p := [1 | numbers.range(1, 1000)[_]; numbers.range(1, 1000)[_]; numbers.range(1, 1000)[_]; numbers.range(1, 1000)[_]; false]")]
    [InlineData("endless set comprehension", "p := {x | x := numbers.range(1, 1000)[_]; numbers.range(1, 1000)[_]; numbers.range(1, 1000)[_]}")]
    [InlineData("endless every", "p if every x in numbers.range(1, 3000) { every y in numbers.range(1, 3000) { every z in numbers.range(1, 3000) { x + y + z > 0 } } }")]
    [InlineData("endless calls", "f(x) := count([y | y := numbers.range(1, 1000)[_]; y > x])\np := sum([f(x * z) | x := numbers.range(1, 100000)[_]; z := numbers.range(1, 1000)[_]])")]
    [InlineData("endless walk", "p := count([1 | walk(input, [_, a]); walk(input, [_, b]); a == b; false])")]
    [InlineData("endless partial set", "q contains [x, y] if { x := numbers.range(1, 5000)[_]; y := numbers.range(1, 5000)[_]; x + y < 0 }\np := count(q)")]
    [InlineData("regex of many states", "p := regex.match(`(a?){500}(a?){500}b$`, input.text)")]
    [InlineData("regex with word edges", "p := regex.match(`(\\b|a)+(\\b|a)+é`, concat(\"\", [input.text, \"é\"]))")]
    [InlineData("regex with lazy loops", "p := regex.find_n(`(a*?)*?b|(a|aa)+?c`, input.text, -1)")]
    [InlineData("regex replacing everywhere", "p := [regex.replace(input.text, `a`, \"bb\") | numbers.range(1, 1000)[_]]")]
    [InlineData("pattern of a megabyte", "p := regex.match(concat(\"|\", [x | x := sprintf(\"%da*%d\", [numbers.range(1, 40000)[_], 7])]), input.text)")]
    [InlineData("glob", "p := [glob.match(\"{a*a*a*a*a*a*a*a*,a*b}c\", [], input.text) | numbers.range(1, 1000)[_]]")]
    [InlineData("intersection of globs", "p := regex.globs_match(\"a*a*a*a*a*a*a*a*a*a*a*a*a*a*b\", \"a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*c\")")]
    [InlineData("factorial", "p := product(numbers.range(1, 1000000))")]
    [InlineData("huge sum", "p := [sum(numbers.range(1, 100000)) | numbers.range(1, 100000)[_]]")]
    [InlineData("sorting again and again", "p := [sort([x.text | x := input.list[_]]) | numbers.range(1, 10000)[_]]")]
    [InlineData("marshalling again and again", "p := [count(json.marshal(input.list)) | numbers.range(1, 10000)[_]]")]
    [InlineData("marshalling as YAML", "p := [count(yaml.marshal(input.list)) | numbers.range(1, 10000)[_]]")]
    [InlineData("marshalling much at once", "p := count(json.marshal([input.list | numbers.range(1, 100)[_]]))")]
    [InlineData("paths through a dense graph", "g[sprintf(\"%d\", [x])] := {sprintf(\"%d\", [y]) | y := numbers.range(1, 24)[_]} if x := numbers.range(1, 24)[_]\np := count(graph.reachable_paths(g, {\"1\"}))")]
    [InlineData("subset of large collections", "p := [object.subset(input.list, [1, 2, 3]) | numbers.range(1, 100000)[_]]")]
    [InlineData("template over templates", "p := strings.render_template(\"{{range .a}}{{range $.a}}{{range $.a}}{{range $.a}}x{{end}}{{end}}{{end}}{{end}}\", {\"a\": numbers.range(1, 200)})")]
    [InlineData("open braces", "p := strings.render_template(replace(input.text, \"a\", \"{{\"), {})")]
    [InlineData("replacing many by many", "p := [strings.replace_n({x: \"y\" | x := sprintf(\"a%d\", [numbers.range(1, 2000)[_]])}, input.text) | numbers.range(1, 100)[_]]")]
    [InlineData("aliases of aliases", "p := count(json.marshal(yaml.unmarshal(concat(\"\\n\", array.concat([\"a0: &a0 [x,x]\"], [sprintf(\"a%d: &a%d [*a%d,*a%d]\", [i, i, i - 1, i - 1]) | i := numbers.range(1, 60)[_]])))))")]
    [InlineData("wide output", "p := count(sprintf(\"%1000000000d\", [1]))")]
    [InlineData("long shift", "p := count(sprintf(\"%d\", [bits.lsh(1, 100000000)]))")]
    [InlineData("prefixes against prefixes", "p := strings.any_prefix_match([x.text | x := input.list[_]], [y | y := sprintf(\"y%d\", [numbers.range(1, 60000)[_]])])")]
    [InlineData("networks against networks", "p := count(net.cidr_contains_matches([x | x := sprintf(\"10.%d.%d.0/24\", [numbers.range(0, 255)[_], numbers.range(0, 20)[_]])], [x | x := sprintf(\"11.%d.%d.0/24\", [numbers.range(0, 255)[_], numbers.range(0, 20)[_]])]))")]
    [InlineData("occurrences everywhere", "p := [strings.count(input.text, \"a\") + count(split(input.text, \"a\")) + count(indexof_n(input.text, \"a\")) | numbers.range(1, 1000)[_]]")]
    [InlineData("places of every letter", "p := count(indexof_n(input.text, \"a\"))")]
    [InlineData("pieces of every letter", "p := [count(strings.split_n(input.text, \"\", 3)) | numbers.range(1, 1000)[_]]")]
    [InlineData("deep equality", "p := [1 | numbers.range(1, 1000000)[_]; array.concat(input.list, []) == array.concat(input.list, [])]")]
    [InlineData("unions again and again", "p := [object.union_n([{x.text: x.id} | x := input.list[_]]) | numbers.range(1, 1000)[_]]")]
    [InlineData("filters again and again", "p := [json.filter(input, [concat(\"/\", [\"list\", sprintf(\"%d\", [i])]) | i := numbers.range(1, 20000)[_]]) | numbers.range(1, 1000)[_]]")]
    [InlineData("hashes of much", "p := [crypto.sha256(concat(sprintf(\"%d\", [i]), [input.text, \"\"])) | i := numbers.range(1, 10000)[_]]")]
    public void Evaluation_BeyondItsTime_StopsAtOnce(string what, string rules)
    {
        var query = Policies.Compile("package test\n" + rules).Prepare("data.test.p");
        var input = TenMegabytes.Value;
        (TimeSpan Wall, TimeSpan Used, TimeSpan Unhindered) run;
        var attempts = 0;

        // Other work on the machine may hold one attempt up, but hardly three.
        do
        {
            run = Attempt(query, input);
        }
        while (!IsInTime(run) && ++attempts < 3);

        Assert.True(IsInTime(run), $"{what} took {run.Wall.TotalMilliseconds:F0} ms, {run.Used.TotalMilliseconds:F0} ms of a processor, {run.Unhindered.TotalMilliseconds:F0} ms not waiting for one, of {Timeout.TotalMilliseconds:F0}");
    }

    /// <summary>
    /// On a starved machine the clock goes on while nothing runs; what the thread itself has used cannot be held up. A thread
    /// that sleeps uses nothing, though: the time in which it did not ask for a processor has its bound too.
    /// </summary>
    private static bool IsInTime((TimeSpan Wall, TimeSpan Used, TimeSpan Unhindered) run) =>
        run.Wall <= Timeout + Grace || (run.Used <= Timeout + Grace && run.Unhindered <= LongestWait);

    /// <summary>On a thread of its own, so that an evaluation that never ends fails the test instead of holding it.</summary>
    private static (TimeSpan Wall, TimeSpan Used, TimeSpan Unhindered) Attempt(RegoQuery query, RegoInput input)
    {
        var result = (Wall: TimeSpan.MaxValue, Used: TimeSpan.MaxValue, Unhindered: TimeSpan.MaxValue);
        RegoException? ended = null;
        var thread = new Thread(() =>
        {
            var clock = Stopwatch.StartNew();
            var before = ThreadTime.Now();
            try
            {
                query.Evaluate(input, new RegoLimits { Timeout = Timeout, MaxElements = long.MaxValue, MaxSteps = long.MaxValue });
            }
            catch (RegoException error)
            {
                ended = error;
            }

            var (wall, after) = (clock.Elapsed, ThreadTime.Now());
            result = (wall, after.Used - before.Used, wall - (after.Delayed - before.Delayed));
        })
        { IsBackground = true };
        thread.Start();
        Assert.True(thread.Join(Hang), $"the evaluation had not come back after {Hang.TotalSeconds:F0} s");
        Assert.Equal("eval_cancel_error", ended?.Errors[0].Code ?? "eval_cancel_error");
        return result;
    }
}
