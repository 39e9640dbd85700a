using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using OpenClaw.Audit.Features.Ingest;
using OpenClaw.Audit.Features.Sealing;
using OpenClaw.Audit.Options;
using OpenClaw.ServiceDefaults.Identity.Tokens;

namespace OpenClaw.Audit.Features.Anchors;

/// <summary>
/// Compares the log with its anchors and brings them the newest checkpoints, each anchor at its own pace, so that one that
/// hangs keeps none of the others waiting. The replica that seals does it.
/// </summary>
internal sealed class AnchorKeeper(
    IReadOnlyList<IAnchorStore> anchors, AnchorRound round, AnchorStatus status, SealerRole role, IOptions<AnchorOptions> options, TimeProvider time, ILogger<AnchorKeeper> logger)
    : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(anchors.Select(anchor => KeepAsync(anchor, stoppingToken)));

    private async Task KeepAsync(IAnchorStore anchor, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            if (role.IsElected)
            {
                await TryAsync(anchor, cancellationToken);
            }

            await Task.Delay(options.Value.Interval, time, cancellationToken);
        }
    }

    private async Task TryAsync(IAnchorStore anchor, CancellationToken cancellationToken)
    {
        try
        {
            await round.RunAsync(anchor, cancellationToken);
            status.Works(anchor.Name);
        }
        catch (AnchorUnavailableException exception)
        {
            await status.FailsAsync(anchor.Name, exception.Message, cancellationToken);
        }
        catch (Exception exception) when (exception is AuditStoreUnavailableException or SecretUnavailableException or CryptographicException or FormatException or ArgumentException)
        {
            logger.AnchoringWaits(exception.Message);
        }
    }
}
