using System.Globalization;
using System.Text;
using OpenClaw.Opa.Core;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Cli;

/// <summary>Test results as text or JSON.</summary>
internal static class TestOutput
{
    private static readonly string Rule = new('-', 80);

    public static void Write(string format, List<TestResult> results, bool verbose)
    {
        if (format == "json")
        {
            Console.WriteLine(Json.Write(Json.Array(results.Select(ToJson)), pretty: true));
        }
        else
        {
            Pretty(results, verbose);
        }
    }

    private static void Pretty(List<TestResult> results, bool verbose)
    {
        var failed = results.FindAll(result => result.Status is TestStatus.Fail);
        if (failed.Count > 0)
        {
            Console.WriteLine("FAILURES");
            Console.WriteLine(Rule);
            failed.ForEach(Failure);
            Console.WriteLine("SUMMARY");
            Console.WriteLine(Rule);
        }

        var shown = results.FindAll(result => verbose || result.Status is not TestStatus.Pass);
        foreach (var file in shown.GroupBy(result => result.At.File))
        {
            Console.WriteLine(file.Key + ":");
            foreach (var result in file)
            {
                Console.WriteLine(Line(result));
                Printed(result);
            }

            Console.WriteLine();
        }

        if (shown.Count > 0)
        {
            Console.WriteLine(Rule);
        }

        Totals(results);
    }

    /// <summary>The source line that did not hold.</summary>
    private static void Failure(TestResult result)
    {
        Console.WriteLine(Line(result));
        Console.WriteLine();
        if (result is { StoppedAt: { } row, At.File: { } file })
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {file}:{row}:"));
            if (File.Exists(file))
            {
                Console.WriteLine("    " + File.ReadLines(file).Skip(row - 1).FirstOrDefault()?.Trim());
            }

            Console.WriteLine();
        }
    }

    private static void Printed(TestResult result)
    {
        if (result.Output.Count == 0)
        {
            return;
        }

        Console.WriteLine();
        foreach (var line in result.Output)
        {
            Console.WriteLine("  " + line);
        }

        Console.WriteLine();
    }

    private static string Line(TestResult result) => result.Status switch
    {
        TestStatus.Skipped => $"{result.Package}.{result.Name}: SKIPPED",
        TestStatus.Error => $"{result.Package}.{result.Name}: ERROR ({Duration(result.Duration)})\n  {result.Error!.Message}",
        var status => $"{result.Package}.{result.Name}: {status.ToString().ToUpperInvariant()} ({Duration(result.Duration)})",
    };

    private static void Totals(List<TestResult> results)
    {
        foreach (var status in Enum.GetValues<TestStatus>())
        {
            var count = results.Count(result => result.Status == status);
            if (count > 0 || (status == TestStatus.Pass && results.Count > 0))
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{status.ToString().ToUpperInvariant()}: {count}/{results.Count}"));
            }
        }
    }

    private static ObjectValue ToJson(TestResult result) => Json.Object(
        ("location", Json.Object(("file", Json.Text(result.At.File ?? "")), ("row", Json.Number(result.At.Row)), ("col", Json.Number(result.At.Column)))),
        ("package", Json.Text(result.Package)),
        ("name", Json.Text(result.Name)),
        ("fail", result.Status == TestStatus.Fail ? BooleanValue.True : null),
        ("skip", result.Status == TestStatus.Skipped ? BooleanValue.True : null),
        ("error", result.Error is null ? null : ErrorJson.Of(result.Error.Errors[0])),
        ("duration", Json.Number(result.Duration.Ticks * 100)),
        ("output", result.Output.Count == 0 ? null : Json.Text(Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Join('\n', result.Output) + "\n")))));

    private static string Duration(TimeSpan time) => time.TotalMilliseconds switch
    {
        < 1 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMicroseconds:0.###}µs"),
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.######}ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.######}s"),
    };
}
