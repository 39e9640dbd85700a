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
/// Keeps the bundles current: pulls at start, polls as the safety net, and asks at once when a change is announced. A process
/// that starts while the policy service is away goes on with what was kept on disk, as long as that is young enough.
/// </summary>
internal sealed class PolicyRefresher(
    IPolicySource source, PolicyEngine engine, PolicyLoader loader, PolicyKeep keep, PolicyReporter reporter, IOptions<PolicyOptions> options, TimeProvider time, ILogger<PolicyRefresher> logger)
    : BackgroundService, IPolicyRefresh
{
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly SemaphoreSlim _single = new(1, 1);

    /// <summary>Asks the policy service now; true when what is in memory is confirmed as the newest.</summary>
    public async Task<bool> RefreshAsync(CancellationToken cancellationToken)
    {
        await _single.WaitAsync(cancellationToken);
        try
        {
            using var timeout = new CancellationTokenSource(options.Value.FetchTimeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            return await TakeNewestAsync(either.Token);
        }
        catch (PolicySourceException exception)
        {
            logger.BundleUnconfirmed(exception.Message);
        }
        catch (PolicySealException exception)
        {
            logger.CatalogueRefused(exception.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            logger.BundleUnconfirmed("the policy service did not answer in time");
        }
        finally
        {
            reporter.Note();
            _single.Release();
        }

        return false;
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
            var isNewest = await RefreshAsync(stoppingToken);
            if (!isNewest && engine.Current is null)
            {
                await RestoreAsync(stoppingToken);
            }

            await _wake.WaitAsync(isNewest ? options.Value.PollInterval : options.Value.RetryInterval, stoppingToken);
        }
    }

    private async Task<bool> TakeNewestAsync(CancellationToken cancellationToken)
    {
        var newest = await source.CatalogueAsync(cancellationToken);
        var off = (time.GetUtcNow() - newest.Catalogue.IssuedAt).Duration();
        if (off > options.Value.MaxAge)
        {
            throw new PolicySealException($"its time is {off.TotalSeconds:0} s away from ours");
        }

        if (engine.Current is { } held && newest.Catalogue.Sequence < held.Catalogue.Sequence && engine.Age < options.Value.SetbackPatience)
        {
            logger.SourceIsBehind(newest.Catalogue.Sequence, held.Catalogue.Sequence);
            return false;
        }

        var loaded = await loader.TakeAsync(newest, source, TimeSpan.Zero, cancellationToken);
        await keep.SaveAsync(newest, loaded, cancellationToken);
        return engine.Current!.IsComplete;
    }

    private async Task RestoreAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await keep.ReadAsync(cancellationToken) is var (catalogue, kept))
            {
                var age = time.GetUtcNow() - catalogue.Catalogue.IssuedAt;
                age = age > TimeSpan.Zero ? age : TimeSpan.Zero;
                await loader.TakeAsync(catalogue, kept, age, cancellationToken);
                logger.Restored((int)age.TotalSeconds);
            }
        }
        catch (PolicySourceException exception)
        {
            logger.BundleUnconfirmed(exception.Message);
        }
    }
}
