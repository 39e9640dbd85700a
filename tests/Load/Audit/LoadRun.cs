namespace OpenClaw.Audit.Load;

/// <summary>Runs the parts one after the other and prints each as a Markdown table.</summary>
internal static class LoadRun
{
    /// <returns>False when a goal was missed or something was lost.</returns>
    public static async Task<bool> RunAsync(LoadOptions options)
    {
        Report.Line($"{Environment.ProcessorCount} cores, .NET {Environment.Version}, PostgreSQL with fsync and synchronous_commit on; everything on one machine, the generator included.");
        (string Part, Func<Task<bool>> Run)[] parts =
        [
            ("burst", () => Burst.RunAsync(options)),
            ("sustained", () => Sustained.RunAsync(options, services: 1)),
            ("replicas", () => Sustained.RunAsync(options with { Seconds = Math.Min(options.Seconds, 60) }, services: 2)),
            ("export", () => Exports.RunAsync(options)),
            ("query", () => Queries.RunAsync(options)),
        ];
        var good = true;
        foreach (var (part, run) in parts.Where(one => options.Wants(one.Part)))
        {
            var held = await run();
            Report.Line($"\n{part}: {(held ? "goals met" : "a goal was missed")}");
            good &= held;
        }

        return good;
    }
}
