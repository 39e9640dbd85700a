using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>Makes the enforcement point of this process take what its source has now.</summary>
public interface IPolicyRefresh
{
    /// <summary>True when the bundle in memory is confirmed as the current one.</summary>
    Task<bool> RefreshAsync(CancellationToken cancellationToken);
}

/// <summary>
/// Keeps the bundle current: pulls at start, polls as the safety net, and asks at once when a change is announced.
/// </summary>
internal sealed class PolicyRefresher(
    IPolicySource source, PolicyEngine engine, IOptions<PolicyOptions> options, TimeProvider time, ILogger<PolicyRefresher> logger)
    : BackgroundService, IPolicyRefresh
{
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly SemaphoreSlim _single = new(1, 1);

    /// <summary>Asks the policy service now; true when the bundle in memory is confirmed as the current one.</summary>
    public async Task<bool> RefreshAsync(CancellationToken cancellationToken)
    {
        await _single.WaitAsync(cancellationToken);
        try
        {
            using var timeout = new CancellationTokenSource(options.Value.FetchTimeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            var bundle = await source.FetchAsync(engine.Version, either.Token);
            if (bundle is not null)
            {
                return engine.TryLoad(bundle);
            }

            engine.Confirm();
            return true;
        }
        catch (PolicySourceException exception)
        {
            logger.BundleUnconfirmed(exception.Message);
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            logger.BundleUnconfirmed("the policy service did not answer in time");
            return false;
        }
        finally
        {
            _single.Release();
        }
    }

    /// <summary>Ends the pause before the next question.</summary>
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

    public override void Dispose()
    {
        _wake.Dispose();
        _single.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = await RefreshAsync(stoppingToken) ? options.Value.PollInterval : options.Value.RetryInterval;
            await _wake.WaitAsync(pause, stoppingToken);
        }
    }
}
