using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using OpenClaw.Audit.Features.Ingest;
using OpenClaw.Audit.Features.Sealing;
using OpenClaw.Audit.Options;
using OpenClaw.ServiceDefaults.Identity.Tokens;

namespace OpenClaw.Audit.Features.Anchors;

/// <summary>
/// Compares the log with its anchors and brings them and the witnesses the newest checkpoints, each at its own pace, so that
/// one that hangs keeps none of the others waiting. The replica that seals does it.
/// </summary>
internal sealed class AnchorKeeper(
    IReadOnlyList<IAnchorStore> anchors, AnchorRound anchoring, IReadOnlyList<IWitness> witnesses, WitnessRound witnessing,
    AnchorStatus status, SealerRole role, IOptions<AnchorOptions> options, TimeProvider time, ILogger<AnchorKeeper> logger)
    : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(
        [
            .. anchors.Select(anchor => KeepAsync(anchor.Name, () => anchoring.RunAsync(anchor, stoppingToken), stoppingToken)),
            .. witnesses.Select(witness => KeepAsync(witness.Name, () => witnessing.RunAsync(witness, stoppingToken), stoppingToken)),
        ]);

    private async Task KeepAsync(string name, Func<Task> round, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            if (role.IsElected)
            {
                await TryAsync(name, round, cancellationToken);
            }

            await Task.Delay(options.Value.Interval, time, cancellationToken);
        }
    }

    private async Task TryAsync(string name, Func<Task> round, CancellationToken cancellationToken)
    {
        try
        {
            await round();
            status.Works(name);
        }
        catch (AnchorUnavailableException exception)
        {
            await status.FailsAsync(name, exception.Message, cancellationToken);
        }
        catch (Exception exception) when (exception is AuditStoreUnavailableException or SecretUnavailableException or CryptographicException or FormatException or ArgumentException)
        {
            logger.AnchoringWaits(exception.Message);
        }
    }
}
