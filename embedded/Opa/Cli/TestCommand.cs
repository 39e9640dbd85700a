using System.Globalization;
using OpenClaw.Opa.Core;

namespace OpenClaw.Opa.Cli;

/// <summary><c>test</c>: every rule whose name starts with <c>test_</c>. Exit code 2 when one fails.</summary>
internal static class TestCommand
{
    private static readonly Flag[] Flags =
    [
        .. PolicyFlags.ForPaths,
        new("verbose", 'v', IsSwitch: true),
        new("run", 'r'),
        new("format", 'f', Default: "pretty"),
        new("coverage", 'c', IsSwitch: true),
        new("threshold", Default: "0"),
        new("exit-zero-on-skipped", 'z', IsSwitch: true),
        new("count", Default: "1"),
        new("timeout", 't', Default: "5s"),
    ];

    public static int Run(string[] args)
    {
        var arguments = Arguments.Parse(args, Flags);
        if (arguments.Rest.Count == 0)
        {
            throw new UsageException("specify at least one file");
        }

        var options = PolicyFlags.Options(arguments);
        var files = PolicyFlags.LoadPaths(arguments, options.V0Compatible);
        var runner = new TestRunner(files, options, arguments.Duration("timeout"));
        List<TestResult> results = [];
        for (var i = 0; i < arguments.Number("count"); i++)
        {
            results = runner.Run(arguments.Last("run"));
        }

        var threshold = double.Parse(arguments.Text("threshold"), CultureInfo.InvariantCulture);
        if (arguments.Has("coverage") || threshold > 0)
        {
            return Covered(runner, files, results, threshold);
        }

        TestOutput.Write(arguments.Text("format"), results, arguments.Has("verbose"));
        return results.Any(result => result.Status is TestStatus.Fail or TestStatus.Error) ? 2
            : !arguments.Has("exit-zero-on-skipped") && results.Any(result => result.Status == TestStatus.Skipped) ? 2 : 0;
    }

    private static int Covered(TestRunner runner, Loading.LoadedFiles files, List<TestResult> results, double threshold)
    {
        if (results.Any(result => result.Status is TestStatus.Fail or TestStatus.Error))
        {
            TestOutput.Write("pretty", results, verbose: false);
            return 2;
        }

        var report = runner.Coverage.Report(files);
        Console.WriteLine(Json.Write(report, pretty: true));
        var reached = double.Parse(report.At("coverage")!.ToString(), CultureInfo.InvariantCulture);
        if (reached >= threshold)
        {
            return 0;
        }

        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Code coverage threshold not met: got {reached:0.00} instead of {threshold:0.00}"));
        return 2;
    }
}
