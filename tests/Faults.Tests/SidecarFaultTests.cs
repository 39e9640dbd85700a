using OpenClaw.Testing;

namespace OpenClaw.Faults.Tests;

/// <summary>The short form of <c>dotnet run --project tests/Faults -- sidecar</c>.</summary>
[Collection("One scenario at a time")]
public sealed class SidecarFaultTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    // What it wrote may be read a moment after it ended.
    private static readonly string[] Ends = [" failed", "Unhandled exception"];

    [Theory]
    [InlineData("pubsub.rabbitmq")]
    [InlineData("pubsub.redis")]
    [InlineData("state.postgresql")]
    [InlineData("state.redis")]
    [InlineData("reminders")]
    public async Task EverythingKilledInTurn_LosesNothingThatWasAcknowledged(string scenario)
    {
        Assert.SkipWhen(ServerPrograms.MissingReason is not null, ServerPrograms.MissingReason ?? "");
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var program = Path.Combine(SolutionPaths.Root, "tests", "Faults", "bin", configuration, "net10.0", "OpenClaw.Faults.dll");
        using var run = ChildProcess.Start(new ChildProgram("faults", "dotnet",
            [program, "sidecar", "--messages", "300", "--transactions", "300", "--reminders", "12", "--only", scenario]));

        await Eventually.True(() => run.HasExited && Ends.Any(end => run.Output.Contains(end, StringComparison.Ordinal)), Limit, $"the scenario {scenario} ends", () => run.Output);

        Assert.True(run.Output.Contains("1 passed, 0 failed", StringComparison.Ordinal), run.Output);
    }
}
