using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using OpenClaw.Audit.Features.Anchors;
using OpenClaw.Audit.Features.Ingest;
using OpenClaw.Audit.Features.Sealing;
using OpenClaw.Audit.Options;
using OpenClaw.ServiceDefaults.Identity.Tokens;

namespace OpenClaw.Audit.Features.Tampering;

/// <summary>Checks all logs when this replica begins to seal, and again from time to time.</summary>
internal sealed class SelfCheckKeeper(
    IAnchorSource source, SelfCheck check, TamperGuard guard, SealerRole role, IOptions<AnchorOptions> options, TimeProvider time, ILogger<SelfCheckKeeper> logger)
    : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private DateTimeOffset _next;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            if (!role.IsElected)
            {
                _next = default;
            }
            else if (time.GetUtcNow() >= _next)
            {
                await TryAsync(stoppingToken);
            }

            await Task.Delay(Look < options.Value.SelfCheckInterval ? Look : options.Value.SelfCheckInterval, time, stoppingToken);
        }
    }

    private async Task TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            // What was acknowledged must be known first, or it would be found again.
            await guard.RefreshAsync(cancellationToken);
            var trees = await source.TreesAsync(cancellationToken);
            foreach (var tree in trees)
            {
                if (!guard.IsTampered(tree.TenantId) && await check.RunAsync(tree, guard.ExcusesOf(tree.TenantId), cancellationToken) is { } finding)
                {
                    await guard.ReportAsync(tree.TenantId, SelfCheck.Name, finding, cancellationToken);
                }
            }

            _next = time.GetUtcNow() + options.Value.SelfCheckInterval;
            logger.SelfChecked(trees.Count);
        }
        catch (Exception exception) when (exception is AuditStoreUnavailableException or SecretUnavailableException or CryptographicException or FormatException or ArgumentException)
        {
            logger.SelfCheckWaits(exception.Message);
        }
    }
}
