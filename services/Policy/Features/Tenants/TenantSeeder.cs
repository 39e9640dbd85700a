using Microsoft.Extensions.Options;
using OpenClaw.Contracts;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.Policy.Options;

namespace OpenClaw.Policy.Features.Tenants;

/// <summary>Adds configured tenants that are not there yet; what administrators changed since stays as it is.</summary>
internal sealed class TenantSeeder(ITenantStore tenants, IOptions<TenantOptions> options, TimeProvider time, ILogger<TenantSeeder> logger) : BackgroundService
{
    private const string Author = "system";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var seed = new Dictionary<string, string>(options.Value.Seed, StringComparer.Ordinal);
        if (options.Value.Owner is { Length: > 0 } owner)
        {
            // Without its administrators nobody could add any tenant.
            seed.TryAdd(owner, owner);
        }

        foreach (var (id, name) in seed)
        {
            while (!await TryAddAsync(id, name, stoppingToken))
            {
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
    }

    private async Task<bool> TryAddAsync(string id, string name, CancellationToken cancellationToken)
    {
        try
        {
            if (await tenants.FindAsync(id, cancellationToken) is null)
            {
                var now = time.GetUtcNow();
                await tenants.AddAsync(new TenantRow(new TenantEntry(id, name, TenantStatus.Active), "Configured", 1, Author, now, Author, now), null, cancellationToken);
                logger.TenantSeeded(id);
            }

            return true;
        }
        catch (TenantConflictException)
        {
            // Another replica was first.
            return true;
        }
        catch (PolicyStoreUnavailableException exception)
        {
            var reason = exception.Message;
            logger.SeedingWaits(reason);
            return false;
        }
    }
}
