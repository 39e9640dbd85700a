using OpenClaw.Testing;

namespace OpenClaw.Faults.Tests;

/// <summary>The short form of <c>dotnet run --project tests/Faults -- restore-drill</c>.</summary>
public sealed class RestoreDrillTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(8);

    // What it wrote may be read a moment after it ended.
    private static readonly string[] Ends = [" failed", "Unhandled exception"];

    [Fact]
    public async Task DatabaseLostUnderLoad_ComesBackFromTheBackup_WithEveryAcknowledgedEntry_AndProvesItself()
    {
        Assert.SkipWhen(ServerPrograms.MissingReason is not null, ServerPrograms.MissingReason ?? "");
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var program = Path.Combine(SolutionPaths.Root, "tests", "Faults", "bin", configuration, "net10.0", "OpenClaw.Faults.dll");
        using var run = ChildProcess.Start(new ChildProgram("drill", "dotnet", [program, "restore-drill", "--seconds", "1", "--rate", "100"]));

        await Eventually.True(() => run.HasExited && Ends.Any(end => run.Output.Contains(end, StringComparison.Ordinal)), Limit, "the drill ends", () => run.Output);

        Assert.True(run.Output.Contains("1 passed, 0 failed", StringComparison.Ordinal), run.Output);
    }
}
