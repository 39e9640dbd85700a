namespace OpenClaw.Rego.Conformance;

/// <summary>The official behaviour cases, read from the folder beside the repository or the one in REGO_CASES.</summary>
public sealed class ConformanceTests
{
    /// <summary>Share of cases that must pass; raised as the engine grows, never lowered.</summary>
    private const double Floor = 1.0;

    private static string? Folder => new[] { Environment.GetEnvironmentVariable("REGO_CASES"), Beside() }.FirstOrDefault(Directory.Exists);

    [Fact]
    public void Engine_OfficialCases_PassAtLeastTheFloor()
    {
        Assert.SkipWhen(Folder is null, "No cases: ../shared/conformance/opa is absent and REGO_CASES names no folder.");

        var outcomes = CaseRunner.RunAll(Folder!);

        using var text = new StringWriter();
        Report.Print(outcomes, text);
        TestContext.Current.TestOutputHelper?.WriteLine(text.ToString());
        var passed = outcomes.Count(outcome => outcome.Passed);
        Assert.True(passed >= Floor * outcomes.Count, text.ToString());
    }

    private static string? Beside()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "conformance", "opa");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
