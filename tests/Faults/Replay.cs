using System.Diagnostics;
using OpenClaw.Journeys;
using OpenClaw.Simulators.GitHub.Deliveries;
using OpenClaw.Testing;

namespace OpenClaw.Faults;

/// <summary>
/// Plays deliveries over and over while processes are killed, and reads what is left. A delivery counts as sent only when
/// the system acknowledged it; until then it is sent again, as a vendor does.
/// </summary>
public sealed class Replay(HttpClient http, RunningSystem system, TextWriter output)
{
    private static readonly TimeSpan SettleLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan RecoveryLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BetweenFaults = TimeSpan.FromSeconds(2);

    /// <param name="victims">Resources to kill one after the other while the rounds are played; may be empty.</param>
    public async Task<SystemState> RunAsync(
        IReadOnlyList<WebhookDelivery> deliveries, int rounds, IReadOnlyList<string> victims, CancellationToken cancellationToken)
    {
        var reader = new StateReader(http, system);
        await reader.SignInAsync(cancellationToken);
        var killing = KillAsync(reader, victims);
        var play = new DeliveryPlay(new WebhookSender(http, system.WebhookSecret, new Uri(system.Gateway, "/api/v1/webhooks/github")));
        var round = 0;

        // Each round has delivery ids of its own, so each one works. Further rounds, until the last fault is over, repeat the
        // first one's and must change nothing.
        for (; round < rounds || !killing.IsCompleted; round++)
        {
            var set = round == 0 || round >= rounds ? deliveries : [.. deliveries.Select(delivery => delivery.Again(round))];
            var played = await play.PlayAsync(set, atOnce: 4, cancellationToken);
            var refused = played.Where(one => !one.Receipt.IsTaken).ToArray();
            await output.WriteLineAsync($"round {round + 1}: {set.Count} deliveries, {played.Sum(one => one.Attempts)} attempts, {refused.Length} not taken");
            if (refused.Length > 0)
            {
                throw new InvalidOperationException($"Not taken after {DeliveryPlay.PatiencePerDelivery}: {string.Join(", ", refused.Take(3).Select(one => $"{one.Delivery.Name} -> {(int)one.Receipt.Status} {one.Receipt.Word}"))}");
            }
        }

        await killing;
        return await SettleAsync(reader, cancellationToken);
    }

    private async Task KillAsync(StateReader reader, IReadOnlyList<string> victims)
    {
        foreach (var victim in victims)
        {
            var clock = Stopwatch.StartNew();
            var away = await system.Processes.KillAsync(victim, CancellationToken.None);

            // The next one only after this one is back: one fault at a time.
            await Eventually.AsyncTrue(reader.IsServingAsync, RecoveryLimit, $"the system serves again after {victim} was killed");
            await output.WriteLineAsync($"killed {victim}: runs again after {away.TotalSeconds:0.0} s, all reads answered after {clock.Elapsed.TotalSeconds:0.0} s");
            await Task.Delay(BetweenFaults);
        }
    }

    /// <summary>Events are handled after they are acknowledged: reads until nothing changes any more.</summary>
    private static async Task<SystemState> SettleAsync(StateReader reader, CancellationToken cancellationToken)
    {
        await QuietAsync(reader, cancellationToken);
        while (!await reader.BriefEverybodyAsync("replay", cancellationToken))
        {
            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        }

        return await QuietAsync(reader, cancellationToken);
    }

    private static async Task<SystemState> QuietAsync(StateReader reader, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(SettleLimit);
        var last = await reader.ReadAsync(limit.Token);
        for (var quiet = 0; quiet < 3;)
        {
            await Task.Delay(TimeSpan.FromSeconds(2), limit.Token);
            var next = await reader.ReadAsync(limit.Token);
            quiet = last.DifferencesTo(next).Count == 0 ? quiet + 1 : 0;
            last = next;
        }

        return last;
    }
}
