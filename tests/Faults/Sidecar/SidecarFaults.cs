using System.Globalization;

namespace OpenClaw.Faults.Sidecar;

/// <summary>Runs the scenarios and prints their table. Arguments: [--messages n] [--transactions n] [--reminders n] [--only part-of-a-name].</summary>
internal static class SidecarFaults
{
    public const string Command = "sidecar";

    public static async Task<int> RunAsync(string[] args)
    {
        var (messages, transactions, reminders, only) = (10_000, 10_000, 60, "");
        for (var index = 0; index + 1 < args.Length; index += 2)
        {
            var value = args[index + 1];
            (messages, transactions, reminders, only) = args[index] switch
            {
                "--messages" => (Number(value), transactions, reminders, only),
                "--transactions" => (messages, Number(value), reminders, only),
                "--reminders" => (messages, transactions, Number(value), only),
                "--only" => (messages, transactions, reminders, value),
                var other => throw new ArgumentException($"Unknown switch {other}."),
            };
        }
        (string Name, Func<Task<Outcome>> Run)[] scenarios =
        [
            ("pubsub.rabbitmq", new MessageScenario("pubsub.rabbitmq", messages).RunAsync),
            ("pubsub.redis", new MessageScenario("pubsub.redis", messages).RunAsync),
            ("state.postgresql", new TransactionScenario("state.postgresql", transactions).RunAsync),
            ("state.redis", new TransactionScenario("state.redis", transactions).RunAsync),
            ("reminders", new ReminderScenario(reminders).RunAsync),
        ];
        Console.WriteLine("| scenario | killed with SIGKILL, in turn | asked | acknowledged | refused | arrived | again | lost | longest gap | took |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        var (passed, failed) = (0, 0);
        foreach (var (name, run) in scenarios.Where(one => one.Name.Contains(only, StringComparison.Ordinal)))
        {
            var outcome = await run();
            Console.WriteLine(Row(outcome));
            (passed, failed) = outcome.Holds ? (passed + 1, failed) : (passed, failed + 1);
        }
        Console.WriteLine($"{passed} passed, {failed} failed");
        return failed == 0 && passed > 0 ? 0 : 1;
    }

    private static string Row(Outcome outcome) => string.Create(CultureInfo.InvariantCulture,
        $"| {outcome.Scenario} | {outcome.Killed} | {outcome.Asked} | {outcome.Acknowledged} | {outcome.Refused} | {outcome.Arrived} | {outcome.Again} | {outcome.Lost} | {outcome.LongestGap.TotalSeconds:0.0} s | {outcome.Took.TotalSeconds:0.0} s |");

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
