using OpenClaw.Rego.Conformance;

namespace OpenClaw.Rego.Tests;

/// <summary>Our own cases, in the format of the official ones: a clone without those still tests the language and its built-ins.</summary>
public sealed class OwnCasesTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Cases");

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Folder, "*.yaml", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Folder, file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Engine_OwnCases_AllPass(string file)
    {
        var failures = CaseReader.Read(Folder).Where(test => Path.GetRelativePath(Folder, test.File) == file)
            .Select(CaseRunner.Run).Where(outcome => !outcome.Passed).Select(outcome => $"{outcome.Case.Name}: {outcome.Problem}").ToList();

        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }
}
