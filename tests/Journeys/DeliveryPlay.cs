using System.Collections.Concurrent;
using OpenClaw.Simulators.GitHub.Deliveries;
using OpenClaw.Simulators.GitHub.Seed;

namespace OpenClaw.Journeys;

/// <summary>Plays sets of deliveries and keeps the receipts; also what fault tests drive their load with.</summary>
public sealed class DeliveryPlay(WebhookSender sender)
{
    public static TimeSpan PatiencePerDelivery { get; } = TimeSpan.FromMinutes(1);

    /// <summary>The deliveries of acme, and the recorded ones of a folder when there is one.</summary>
    public static IReadOnlyList<WebhookDelivery> Everything(string? recordedFolder) =>
    [
        .. new CompanyDeliveries(GitHubWorld.Create(TimeProvider.System.GetUtcNow())).Of("acme-robotics"),
        .. recordedFolder is null ? [] : RecordedDeliveries.Read(recordedFolder),
    ];

    /// <summary>Sends each until it is taken, a few at a time; the order among those few is left to chance, as in life.</summary>
    public async Task<IReadOnlyList<PlayedDelivery>> PlayAsync(
        IReadOnlyList<WebhookDelivery> deliveries, int atOnce, CancellationToken cancellationToken)
    {
        var played = new ConcurrentBag<PlayedDelivery>();
        await Parallel.ForEachAsync(
            deliveries,
            new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellationToken },
            async (delivery, token) =>
            {
                var (receipt, attempts) = await sender.SendUntilTakenAsync(delivery, PatiencePerDelivery, token);
                played.Add(new PlayedDelivery(delivery, receipt, attempts));
            });
        return [.. played];
    }
}

/// <param name="Attempts">More than one: the vendor had to send it again.</param>
public sealed record PlayedDelivery(WebhookDelivery Delivery, DeliveryReceipt Receipt, int Attempts);
