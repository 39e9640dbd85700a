namespace OpenClaw.Sidecar.Load;

/// <summary>One run of a scenario: both sides, and what the sidecar spent meanwhile.</summary>
internal sealed record Measured(Latencies Direct, Latencies Through, double CpuMicroseconds, double CallerMegabytes, double CalleeMegabytes)
{
    public double Added(double percentile) => Through.At(percentile) - Direct.At(percentile);

    public static async Task<Measured> OfAsync(Scenario scenario, Stage stage, double rate, TimeSpan duration)
    {
        var direct = await WarmAndRunAsync(scenario.Direct, rate, duration);
        await OpenLoop.RunAsync(scenario.Through, rate, duration / 4);
        var before = Usage(stage);
        var through = await OpenLoop.RunAsync(scenario.Through, rate, duration);
        var after = Usage(stage);
        var cpu = after.Caller.CpuSeconds - before.Caller.CpuSeconds + (scenario.TakesCallee ? after.Callee.CpuSeconds - before.Callee.CpuSeconds : 0);
        return new Measured(direct, through, cpu * 1e6 / Math.Max(1, through.Count), after.Caller.ResidentMegabytes, after.Callee.ResidentMegabytes);
    }

    private static async Task<Latencies> WarmAndRunAsync(Func<Task> call, double rate, TimeSpan duration)
    {
        await OpenLoop.RunAsync(call, rate, duration / 4);
        return await OpenLoop.RunAsync(call, rate, duration);
    }

    private static (ProcessUsage Caller, ProcessUsage Callee) Usage(Stage stage) => (ProcessUsage.Of(stage.CallerId), ProcessUsage.Of(stage.CalleeId));
}
