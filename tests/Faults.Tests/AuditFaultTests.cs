using OpenClaw.Testing;

namespace OpenClaw.Faults.Tests;

/// <summary>The short form of <c>dotnet run --project tests/Faults -- audit</c>.</summary>
[Collection("One scenario at a time")]
public sealed class AuditFaultTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(8);

    // What it wrote may be read a moment after it ended.
    private static readonly string[] Ends = [" failed", "Unhandled exception"];

    [Theory]
    [InlineData("storm")]
    [InlineData("postgres")]
    [InlineData("disk")]
    [InlineData("both")]
    public async Task WhateverGoes_WhatWasAcknowledgedIsSealedExactlyOnce(string scenario)
    {
        Assert.SkipWhen(ServerPrograms.MissingReason is not null, ServerPrograms.MissingReason ?? "");
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var program = Path.Combine(SolutionPaths.Root, "tests", "Faults", "bin", configuration, "net10.0", "OpenClaw.Faults.dll");
        using var run = ChildProcess.Start(new ChildProgram("faults", "dotnet",
            [program, "audit", "--seconds", "20", "--outage", "8", "--rate", "200", "--only", scenario]));

        await Eventually.True(() => run.HasExited && Ends.Any(end => run.Output.Contains(end, StringComparison.Ordinal)), Limit, $"the scenario {scenario} ends", () => run.Output);

        Assert.True(run.Output.Contains("1 passed, 0 failed", StringComparison.Ordinal), run.Output);
    }
}
