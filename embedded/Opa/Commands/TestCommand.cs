using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpenClaw.Opa.Bundles;
using OpenClaw.Rego;

namespace OpenClaw.Opa.Commands;

/// <summary><c>opa test</c>: every rule whose name starts with <c>test_</c> has to be true.</summary>
internal static class TestCommand
{
    private sealed record Outcome(string Package, string Name, string File, int Row, bool Passed, bool Skipped, string? Error, TimeSpan Duration, string Output)
    {
        public string Verdict => Skipped ? "SKIPPED" : Error is not null ? "ERROR" : Passed ? "PASS" : "FAIL";
    }

    public static int Run(Arguments arguments, TextWriter output)
    {
        var source = Source.Load(arguments.Operands, arguments.All("b", "bundle"));
        var filter = arguments.Last("r", "run") is { } pattern ? new Regex(pattern, RegexOptions.NonBacktracking) : null;
        var lines = new List<string>();
        var policy = CompiledPolicy.Compile(source.Modules, source.Data, new RegoCompileOptions { V0Compatible = arguments.Has("v0-compatible"), Print = lines.Add });
        var outcomes = Tests(source, arguments.Has("v0-compatible")).Where(test => filter is null || filter.IsMatch($"{test.Package}.{test.Name}"))
            .Select(test => RunOne(policy, test.Package, test.Name, test.File, test.Row, lines)).ToList();
        if (arguments.Last("f", "format") == "json")
        {
            output.WriteLine(new JsonArray([.. outcomes.Select(Json)]).ToJsonString(EvalCommand.Indented));
        }
        else
        {
            Print(outcomes, output, arguments.Has("v", "verbose"));
        }

        return outcomes.TrueForAll(outcome => outcome.Passed || outcome.Skipped) ? 0 : 2;
    }

    private static IEnumerable<(string Package, string Name, string File, int Row)> Tests(Source source, bool v0) =>
        from module in source.Modules
        let info = RegoModuleInfo.Read(module, v0)
        from rule in info.Rules.DistinctBy(rule => rule.Name)
        where rule.Name.StartsWith("test_", StringComparison.Ordinal) || rule.Name.StartsWith("todo_test_", StringComparison.Ordinal)
        select ("data." + string.Join('.', info.Package), rule.Name, module.Path, rule.Row);

    private static Outcome RunOne(CompiledPolicy policy, string package, string name, string file, int row, List<string> lines)
    {
        if (name.StartsWith("todo_", StringComparison.Ordinal))
        {
            return new(package, name, file, row, false, true, null, TimeSpan.Zero, "");
        }

        lines.Clear();
        var clock = Stopwatch.StartNew();
        try
        {
            var path = package.Split('.').Skip(1).Append(name).Select(part => $"[{JsonValue.Create(part)!.ToJsonString()}]");
            var passed = policy.Prepare("data" + string.Concat(path)).IsTrue(null);
            return new(package, name, file, row, passed, false, null, clock.Elapsed, string.Join('\n', lines));
        }
        catch (RegoException error)
        {
            return new(package, name, file, row, false, false, error.Message, clock.Elapsed, string.Join('\n', lines));
        }
    }

    private static void Print(List<Outcome> outcomes, TextWriter output, bool verbose)
    {
        foreach (var file in outcomes.Where(outcome => verbose || !outcome.Passed).GroupBy(outcome => outcome.File))
        {
            output.WriteLine(file.Key + ":");
            foreach (var outcome in file)
            {
                output.WriteLine(outcome.Skipped
                    ? $"{outcome.Package}.{outcome.Name}: SKIPPED"
                    : string.Create(CultureInfo.InvariantCulture, $"{outcome.Package}.{outcome.Name}: {outcome.Verdict} ({outcome.Duration.TotalMilliseconds:0.######}ms)"));
                if (outcome.Output.Length > 0)
                {
                    output.WriteLine("\n  " + outcome.Output.Replace("\n", "\n  ", StringComparison.Ordinal) + "\n");
                }

                if (outcome.Error is not null)
                {
                    output.WriteLine("  " + outcome.Error);
                }
            }
        }

        output.WriteLine(new string('-', 80));
        foreach (var group in outcomes.GroupBy(outcome => outcome.Verdict).OrderByDescending(group => group.Key == "PASS"))
        {
            output.WriteLine($"{group.Key}: {group.Count()}/{outcomes.Count}");
        }
    }

    private static JsonObject Json(Outcome outcome)
    {
        var json = new JsonObject
        {
            ["location"] = new JsonObject { ["file"] = outcome.File, ["row"] = outcome.Row, ["col"] = 1 },
            ["package"] = outcome.Package,
            ["name"] = outcome.Name,
            ["duration"] = outcome.Duration.Ticks * 100,
        };
        if (outcome.Skipped)
        {
            json["skip"] = true;
        }
        else if (outcome.Error is not null)
        {
            json["error"] = outcome.Error;
        }
        else if (!outcome.Passed)
        {
            json["fail"] = true;
        }

        return json;
    }
}
