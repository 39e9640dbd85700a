namespace OpenClaw.Sidecar.Configurations;

internal interface IConfigurationStore
{
    Task<IReadOnlyDictionary<string, ConfigurationItem>> GetAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken);

    /// <summary>Reports changes until disposed; a deleted key comes as an empty item.</summary>
    Task<IAsyncDisposable> SubscribeAsync(IReadOnlyList<string> keys, Func<string, ConfigurationItem, Task> changed, CancellationToken cancellationToken);
}
