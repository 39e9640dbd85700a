using Dapr.Client;
using Microsoft.Extensions.Configuration;

namespace Dapr.Extensions.Configuration;

/// <summary>Reads a store when the application starts, or later where that is allowed.</summary>
internal abstract class StoreProvider(DaprClient client, TimeSpan sidecarWait, bool isOptional) : ConfigurationProvider, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _ended = new();

    protected DaprClient Client { get; } = client;

    protected CancellationToken Ended => _ended.Token;

    /// <summary>Configuration is read before anything runs that could wait for it.</summary>
    public override void Load()
    {
        try
        {
            ReadWhenReadyAsync(_ended.Token).GetAwaiter().GetResult();
        }
        catch (Exception error) when (isOptional && error is DaprException or OperationCanceledException)
        {
            _ = TryAgainAsync();
        }
    }

    public void Dispose()
    {
        _ended.Cancel();
        _ended.Dispose();
    }

    /// <summary>Reads the store and takes over what it holds.</summary>
    protected abstract Task ReadAsync(CancellationToken cancellationToken);

    private async Task ReadWhenReadyAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(sidecarWait);
        await Client.WaitForSidecarAsync(limit.Token).ConfigureAwait(false);
        await ReadAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task TryAgainAsync()
    {
        while (!_ended.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Pause, _ended.Token);
                await ReadWhenReadyAsync(_ended.Token);
                OnReload();
                return;
            }
            catch (Exception error) when (error is DaprException or OperationCanceledException or ObjectDisposedException)
            {
                // Optional: until the store is there the application does without.
            }
        }
    }
}
