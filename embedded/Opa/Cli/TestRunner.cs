using System.Diagnostics;
using System.Text.RegularExpressions;
using OpenClaw.Opa.Core;
using OpenClaw.Opa.Loading;
using OpenClaw.Rego;
using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Cli;

/// <summary>Finds and runs tests. A test passes when its value is defined and not false; an object of cases is one test each.</summary>
internal sealed class TestRunner
{
    private readonly LoadedFiles _files;
    private readonly PolicyState _state;
    private readonly TimeSpan _timeout;
    private readonly List<string> _printed = [];

    public TestRunner(LoadedFiles files, RegoCompileOptions options, TimeSpan timeout)
    {
        (_files, _timeout) = (files, timeout);
        _state = PolicyFlags.Compile(Coverage.Instrument(files), options with { Print = Print });
    }

    public Coverage Coverage { get; } = new();

    public List<TestResult> Run(string? filter)
    {
        var results = new List<TestResult>();
        foreach (var module in _files.Modules)
        {
            var package = DataPath.Dotted(module.Syntax.Package);
            foreach (var rule in module.Syntax.Rules.Where(IsTest).DistinctBy(rule => rule.Name))
            {
                if (filter is null || Regex.IsMatch($"{package}.{rule.Name}", filter, RegexOptions.NonBacktracking))
                {
                    results.AddRange(Run(module, package, rule));
                }
            }
        }

        return results;
    }

    private static bool IsTest(Rule rule) =>
        rule.Kind != RuleKind.Function && !rule.IsDefault
        && (rule.Name.StartsWith("test_", StringComparison.Ordinal) || rule.Name.StartsWith("todo_test_", StringComparison.Ordinal));

    private IEnumerable<TestResult> Run(StoredModule module, string package, Rule rule)
    {
        if (rule.Name.StartsWith("todo_", StringComparison.Ordinal))
        {
            return [new TestResult(package, rule.Name, rule.At, TestStatus.Skipped, TimeSpan.Zero, [], null, null)];
        }

        _printed.Clear();
        Coverage.Forget();
        var start = Stopwatch.GetTimestamp();
        using var deadline = new CancellationTokenSource(_timeout);
        RegoValue? value = null;
        RegoException? error = null;
        try
        {
            value = _state.Evaluate([.. module.Syntax.Package, rule.Name], null, deadline.Token);
        }
        catch (RegoException failure)
        {
            error = failure;
        }

        var duration = Stopwatch.GetElapsedTime(start);
        string[] output = [.. _printed];
        TestResult Result(string name, TestStatus status) => new(package, name, rule.At, status, duration, output, error, status == TestStatus.Fail ? Coverage.LastRow(module.Id) : null);
        if (error is not null)
        {
            return [Result(rule.Name, TestStatus.Error)];
        }

        return rule.Head.Count > 1 && value is ObjectValue cases
            ? cases.Members().Select(test => Result($"{rule.Name}/{test.Name}", Status(test.Value)))
            : [Result(rule.Name, Status(value))];
    }

    private static TestStatus Status(RegoValue? value) => value switch
    {
        null or BooleanValue { Value: false } => TestStatus.Fail,
        ObjectValue cases when cases.Values.Any(inner => Status(inner) == TestStatus.Fail) => TestStatus.Fail,
        _ => TestStatus.Pass,
    };

    private void Print(string text)
    {
        if (!Coverage.Visit(text))
        {
            _printed.Add(text);
        }
    }
}
