using Microsoft.Extensions.Options;
using OpenClaw.Audit.Features.Ingest;
using OpenClaw.Audit.Options;

namespace OpenClaw.Audit.Features.Subjects;

/// <summary>An erasure may have been asked of another replica: this one forgets the key it holds in memory within seconds.</summary>
internal sealed class KeyForgetter(ISubjectStore store, SubjectVault vault, IOptions<SubjectOptions> options, TimeProvider time, ILogger<KeyForgetter> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                foreach (var (tenantId, pseudonym) in await store.RecentlyErasedAsync(stoppingToken))
                {
                    vault.Forget(tenantId, pseudonym);
                }
            }
            catch (AuditStoreUnavailableException exception)
            {
                // Without the database nobody reads an entry either, so nothing is disclosed meanwhile.
                logger.KeysNotChecked(exception.Message);
            }

            await Task.Delay(options.Value.ForgetInterval, time, stoppingToken);
        }
    }
}
