using System.Security.Cryptography;
using OpenClaw.Audit.Features.Ingest;
using OpenClaw.ServiceDefaults.Identity.Tokens;

namespace OpenClaw.Audit.Features.Tampering;

/// <summary>Brings this replica what others found or saw acknowledged.</summary>
internal sealed class EvidenceKeeper(TamperGuard guard, TimeProvider time, ILogger<EvidenceKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await guard.RefreshAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is AuditStoreUnavailableException or SecretUnavailableException or CryptographicException or FormatException or ArgumentException)
            {
                logger.EvidenceNotRead(exception.Message);
            }

            await Task.Delay(Interval, time, stoppingToken);
        }
    }
}
