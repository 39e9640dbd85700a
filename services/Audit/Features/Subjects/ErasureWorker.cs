using Microsoft.Extensions.Options;
using OpenClaw.Audit.Features.Ingest;
using OpenClaw.Audit.Features.Query;
using OpenClaw.Audit.Options;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.ServiceDefaults.Identity.Tokens;

namespace OpenClaw.Audit.Features.Subjects;

/// <summary>Goes on with erasures that a request could not finish.</summary>
internal sealed class ErasureWorker(ErasureRunner runner, IOptions<SubjectOptions> options, TimeProvider time, ILogger<ErasureWorker> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            if (!await TryRunAsync(stoppingToken))
            {
                await Task.Delay(options.Value.ForgetInterval, time, stoppingToken);
            }
        }
    }

    private async Task<bool> TryRunAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await runner.RunAsync(null, cancellationToken);
        }
        catch (Exception exception) when (exception is AuditStoreUnavailableException or AuditUnavailableException or SecretUnavailableException
            or AuditQueryTooSlowException or FormatException)
        {
            logger.ErasuresWait(exception.Message);
            return false;
        }
    }
}
