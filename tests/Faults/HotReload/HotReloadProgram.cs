namespace OpenClaw.Faults.HotReload;

/// <summary>Starts a system of its own with several replicas of every service, and runs against it.</summary>
internal static class HotReloadProgram
{
    private const double GoalSeconds = 1;
    private static readonly string[] Services = ["gateway", "policy", "audit", "briefing", "connector", "notification"];

    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var options = HotReloadOptions.Parse(arguments);

        // Few people with many pages stand for many people; the processes of the system inherit it.
        Environment.SetEnvironmentVariable("Live__MaxConnectionsPerUser", "1000");
        string[] switches = [.. Services.SelectMany(service => (string[])["--replicas", $"{service}={options.Replicas}"])];
        await using var system = await RunningSystem.StartAsync(switches, CancellationToken.None);
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = TimeSpan.FromSeconds(30) };
        var outcome = await new HotReloadRun(http, system, Console.Out).RunAsync(options, Services.Length * options.Replicas, CancellationToken.None);
        Console.WriteLine(outcome);
        foreach (var fault in outcome.Mixed.Concat(outcome.Errors).Take(20))
        {
            Console.WriteLine(fault);
        }

        var isGood = outcome.Mixed.Count == 0 && outcome.At(99) < GoalSeconds;
        Console.WriteLine(isGood ? "1 passed, 0 failed" : "0 passed, 1 failed");
        return isGood ? 0 : 1;
    }
}
