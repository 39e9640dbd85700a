using Dapr.Client;

namespace Dapr.Extensions.Configuration;

internal sealed class ConfigurationStoreProvider(DaprConfigurationStoreSource source) : StoreProvider(source.Client, source.SidecarWaitTimeout, source.IsOptional)
{
    private int _following;

    protected override async Task ReadAsync(CancellationToken cancellationToken)
    {
        var found = await Client.GetConfiguration(source.Store, source.Keys, source.Metadata, cancellationToken).ConfigureAwait(false);
        Data = found.Items.ToDictionary(item => item.Key, string? (item) => item.Value.Value, StringComparer.OrdinalIgnoreCase);
        if (source.IsStreaming && Interlocked.Exchange(ref _following, 1) == 0)
        {
            _ = FollowAsync();
        }
    }

    private async Task FollowAsync()
    {
        while (!Ended.IsCancellationRequested)
        {
            try
            {
                var subscription = await Client.SubscribeConfiguration(source.Store, source.Keys, source.Metadata, Ended);
                await foreach (var changes in subscription.Source.WithCancellation(Ended))
                {
                    Take(changes);
                }
            }
            catch (Exception error) when (error is DaprException or OperationCanceledException or ObjectDisposedException)
            {
                // The next round subscribes again; what was read stays.
            }
        }
    }

    private void Take(IDictionary<string, ConfigurationItem> changes)
    {
        foreach (var (key, item) in changes)
        {
            Set(key, item.Value);
        }

        OnReload();
    }
}
