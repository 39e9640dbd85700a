using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OpenClaw.Gateway.Features.Tenants;

/// <summary>Reads the tenants every two seconds, so that a suspended company is out within five.</summary>
internal sealed class TenantKeeper(ITenantSource source, TenantDirectory directory, TimeProvider time, ILogger<TenantKeeper> logger)
    : BackgroundService, IHealthCheck
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(directory.IsLoaded ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The tenants are not known yet."));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                directory.Replace(await source.ReadAsync(stoppingToken));
            }
            catch (Exception exception) when (exception is HttpRequestException or System.Text.Json.JsonException
                || (exception is OperationCanceledException && !stoppingToken.IsCancellationRequested))
            {
                var reason = exception.Message;
                logger.TenantsUnreadable(reason);
            }

            await Task.Delay(directory.IsLoaded ? Pause : FirstPause, time, stoppingToken);
        }
    }
}
