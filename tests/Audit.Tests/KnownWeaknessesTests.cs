using System.Text.RegularExpressions;
using OpenClaw.Testing;

namespace OpenClaw.Audit.Tests;

/// <summary>The table in README.md names, for each known weakness of the specification, tests that exist.</summary>
public sealed partial class KnownWeaknessesTests
{
    [Fact]
    public void EachOfTheSixteen_NamesTestsThatExist()
    {
        var tests = Path.Combine(SolutionPaths.Root, "tests");
        var rows = File.ReadLines(Path.Combine(tests, "Audit.Tests", "README.md")).Where(line => Row().IsMatch(line)).ToArray();
        var sources = Directory.EnumerateFiles(tests, "*Tests.cs", SearchOption.AllDirectories)
            .ToLookup(file => Path.GetFileNameWithoutExtension(file), File.ReadAllText, StringComparer.Ordinal);

        Assert.Equal(16, rows.Length);
        foreach (var row in rows)
        {
            var named = 0;
            var last = "";
            foreach (Match match in Name().Matches(row))
            {
                last = match.Groups["class"].Value is { Length: > 0 } name ? name : last;
                var method = match.Groups["method"].Value;
                Assert.True(sources[last].Any(source => method.Length == 0 || source.Contains($" {method}(", StringComparison.Ordinal)), $"There is no {last}.{method}: {row}");
                named++;
            }

            Assert.True(named > 0, $"No test is named: {row}");
        }
    }

    [GeneratedRegex(@"^\| \d+ \|")]
    private static partial Regex Row();

    /// <summary>A class of tests, a test of it, or a test of the class named before.</summary>
    [GeneratedRegex(@"`(?<class>[A-Z]\w*Tests)?(\.(?<method>[A-Z]\w+))?`")]
    private static partial Regex Name();
}
