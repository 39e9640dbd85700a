using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace OpenClaw.ServiceDefaults.Policy.KillSwitches;

/// <summary>Keeps the list young: reads it all the time, and at once when a change is announced.</summary>
public sealed class KillSwitchKeeper(KillSwitchList list, IOptions<KillSwitchOptions> options, ILogger<KillSwitchKeeper> logger) : BackgroundService
{
    private readonly SemaphoreSlim _wake = new(0, 1);

    /// <summary>Ends the pause before the next reading.</summary>
    public void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            logger.AlreadyAwake();
        }
    }

    /// <summary>Reads what holds now; false when it cannot be read.</summary>
    public Task<bool> RefreshAsync() => list.ReadAnewAsync();

    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await list.ReadAnewAsync();
            await _wake.WaitAsync(options.Value.PollInterval, stoppingToken);
        }
    }
}
