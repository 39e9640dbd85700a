using System.Text.RegularExpressions;

namespace OpenClaw.Testing;

/// <summary>A README's tables of what is proven by which tests; rows begin with a number such as 7, B1 or W12.</summary>
internal static partial class ProofTable
{
    /// <summary>The numbers of the rows, every one of which names tests, and only tests that exist.</summary>
    public static IReadOnlyList<string> Check(string project)
    {
        var tests = Path.Combine(SolutionPaths.Root, "tests");
        var rows = File.ReadLines(Path.Combine(tests, project, "README.md")).Select(line => Row().Match(line)).Where(row => row.Success).ToArray();
        var sources = Directory.EnumerateFiles(tests, "*.cs", SearchOption.AllDirectories)
            .Where(file => file.EndsWith("Tests.cs", StringComparison.Ordinal) || file.EndsWith("Properties.cs", StringComparison.Ordinal))
            .ToLookup(file => Path.GetFileNameWithoutExtension(file), File.ReadAllText, StringComparer.Ordinal);
        foreach (var row in rows)
        {
            var last = "";
            foreach (Match match in Name().Matches(row.Value))
            {
                last = match.Groups["class"].Value is { Length: > 0 } name ? name : last;
                var method = match.Groups["method"].Value;
                Assert.True(sources[last].Any(source => method.Length == 0 || source.Contains($" {method}(", StringComparison.Ordinal)), $"There is no {last}.{method}: {row}");
            }

            Assert.True(last.Length > 0, $"No test is named: {row}");
        }

        return [.. rows.Select(row => row.Groups["number"].Value)];
    }

    [GeneratedRegex(@"^\| (?<number>[A-Z]?\d+) \|.*")]
    private static partial Regex Row();

    /// <summary>A class of tests, a test of it, or a test of the class named before.</summary>
    [GeneratedRegex(@"`(?<class>[A-Z]\w*(Tests|Properties))?(\.(?<method>[A-Z]\w+))?`")]
    private static partial Regex Name();
}
