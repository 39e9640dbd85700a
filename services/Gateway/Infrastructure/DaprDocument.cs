using Dapr;
using Dapr.Client;

namespace OpenClaw.Gateway.Infrastructure;

/// <summary>A small document under one key that several replicas change: read, change, write that very version, else again.</summary>
internal static class DaprDocument
{
    private const int MaxRaces = 20;
    private static readonly StateOptions FirstWrite = new() { Concurrency = ConcurrencyMode.FirstWrite };

    public static Task<T?> ReadAsync<T>(DaprClient dapr, string store, string key, CancellationToken cancellationToken)
        where T : class => DaprFailures.GuardAsync(async () => (await ReadVersionAsync<T>(dapr, store, key, cancellationToken)).Value);

    /// <summary>Returns the document as it became; a change that returns its argument writes nothing.</summary>
    public static Task<T> ChangeAsync<T>(
        DaprClient dapr, string store, string key, TimeSpan lifetime, Func<T?, T> change, CancellationToken cancellationToken)
        where T : class => DaprFailures.GuardAsync(async () =>
        {
            for (var race = 0; race < MaxRaces; race++)
            {
                var (value, version) = await ReadVersionAsync<T>(dapr, store, key, cancellationToken);
                var changed = change(value);
                if (ReferenceEquals(changed, value) || await TryWriteAsync(dapr, store, key, lifetime, changed, version, cancellationToken))
                {
                    return changed;
                }
            }

            throw new DaprException($"The document changed {MaxRaces} times while it was being written.");
        });

    private static async Task<(T? Value, string? Version)> ReadVersionAsync<T>(DaprClient dapr, string store, string key, CancellationToken cancellationToken)
        where T : class
    {
        var (value, version) = await dapr.GetStateAndETagAsync<T?>(store, key, ConsistencyMode.Strong, cancellationToken: cancellationToken);
        return (value, version is { Length: > 0 } ? version : null);
    }

    private static async Task<bool> TryWriteAsync<T>(
        DaprClient dapr, string store, string key, TimeSpan lifetime, T value, string? version, CancellationToken cancellationToken)
        where T : class
    {
        var metadata = DaprFailures.Lifetime(lifetime);
        if (version is not null)
        {
            return await dapr.TrySaveStateAsync(store, key, value, version, FirstWrite, metadata, cancellationToken);
        }

        try
        {
            await dapr.SaveStateAsync(store, key, value, FirstWrite, metadata, cancellationToken);
            return true;
        }
        catch (DaprException)
        {
            // Stores report a lost race for a new key as a plain error; only a look tells it from a store that is down.
            if ((await ReadVersionAsync<T>(dapr, store, key, cancellationToken)).Version is null)
            {
                throw;
            }

            return false;
        }
    }
}
