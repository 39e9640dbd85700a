using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenClaw.Contracts;

namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>Makes the enforcement point of this process take what its source has now.</summary>
public interface IPolicyRefresh
{
    /// <summary>True when the bundle in memory is confirmed as the current one.</summary>
    Task<bool> RefreshAsync(CancellationToken cancellationToken);
}

/// <summary>Whoever must know at once that other policies are in force.</summary>
public interface IPolicyNews
{
    /// <summary>Returns at once; the work is done elsewhere.</summary>
    void Hear(PolicyChanged change);
}

/// <summary>
/// Keeps the bundles current: pulls at start, takes what is announced, and polls as the safety net. A process that starts while
/// the policy service is away goes on with what was kept on disk, as long as that is young enough.
/// </summary>
internal sealed class PolicyRefresher(
    IPolicySource source,
    PolicyEngine engine,
    PolicyLoader loader,
    PolicyKeep keep,
    PolicyTrustKeys keys,
    PolicyReporter reporter,
    IOptions<PolicyOptions> options,
    TimeProvider time,
    ILogger<PolicyRefresher> logger)
    : BackgroundService, IPolicyRefresh, IPolicyNews
{
    /// <summary>Announcements that may wait. Each contains what those before it said, so losing old ones costs a fetch at most.</summary>
    private readonly Channel<PolicyChanged> _announced = Channel.CreateBounded<PolicyChanged>(
        new BoundedChannelOptions(16) { FullMode = BoundedChannelFullMode.DropOldest });

    private readonly SemaphoreSlim _single = new(1, 1);

    /// <summary>Asks the policy service now; true when what is in memory is confirmed as the newest.</summary>
    public Task<bool> RefreshAsync(CancellationToken cancellationToken) => TakeAsync(AskAsync, cancellationToken);

    public void Hear(PolicyChanged change) => _announced.Writer.TryWrite(change);

    public override void Dispose()
    {
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

            await ListenAsync(isNewest ? options.Value.PollInterval : options.Value.RetryInterval, stoppingToken);
        }
    }

    /// <summary>Takes what is announced, until it is time to ask or an announcement leaves something to ask for.</summary>
    private async Task ListenAsync(TimeSpan pause, CancellationToken stoppingToken)
    {
        using var turn = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        turn.CancelAfter(pause);
        try
        {
            PolicyChanged change;
            do
            {
                change = await _announced.Reader.ReadAsync(turn.Token);
            }
            while (await TakeAsync(token => TakeAnnouncedAsync(change, token), stoppingToken));
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            // It is time to ask.
        }
    }

    private async Task<bool> TakeAsync(Func<CancellationToken, Task<bool>> take, CancellationToken cancellationToken)
    {
        await _single.WaitAsync(cancellationToken);
        try
        {
            using var timeout = new CancellationTokenSource(options.Value.FetchTimeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            return await take(either.Token);
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

    private async Task<bool> AskAsync(CancellationToken cancellationToken)
    {
        var newest = await source.CatalogueAsync(cancellationToken);
        CheckTime(newest.Catalogue);
        if (engine.Current is { } held && newest.Catalogue.Sequence < held.Catalogue.Sequence && engine.Age < options.Value.SetbackPatience)
        {
            logger.SourceIsBehind(newest.Catalogue.Sequence, held.Catalogue.Sequence);
            return false;
        }

        return await TakeNewestAsync(newest, source, TimeSpan.Zero, cancellationToken);
    }

    /// <summary>
    /// True when nothing is left to ask for. An announcement may have waited somewhere, so it never takes us back, and the age of
    /// what it says counts from when that was signed.
    /// </summary>
    private async Task<bool> TakeAnnouncedAsync(PolicyChanged change, CancellationToken cancellationToken)
    {
        if (change.Catalogue is not { } token || engine.Current is not { } held)
        {
            return false;
        }

        var newest = new SealedCatalogue(await keys.CheckAsync(trust => PolicyCatalogue.Open(token, trust), cancellationToken), token);
        CheckTime(newest.Catalogue);
        if (newest.Catalogue.Sequence <= held.Catalogue.Sequence)
        {
            return newest.Catalogue.Sequence < held.Catalogue.Sequence || newest.Catalogue.SaysTheSameAs(held.Catalogue);
        }

        var age = time.GetUtcNow() - newest.Catalogue.IssuedAt;
        return await TakeNewestAsync(newest, new AnnouncedSource(change, newest, source, keys), age > TimeSpan.Zero ? age : TimeSpan.Zero, cancellationToken);
    }

    private void CheckTime(PolicyCatalogue newest)
    {
        var off = (time.GetUtcNow() - newest.IssuedAt).Duration();
        if (off > options.Value.MaxAge)
        {
            throw new PolicySealException($"its time is {off.TotalSeconds:0} s away from ours");
        }
    }

    private async Task<bool> TakeNewestAsync(SealedCatalogue newest, IPolicySource from, TimeSpan age, CancellationToken cancellationToken)
    {
        var loaded = await loader.TakeAsync(newest, from, age, cancellationToken);
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
