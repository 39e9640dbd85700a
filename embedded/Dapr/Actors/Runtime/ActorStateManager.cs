namespace Dapr.Actors.Runtime;

/// <summary>
/// An actor's state between turns. The sidecar lets one turn in at a time, so nothing here is guarded against
/// concurrent use.
/// </summary>
internal sealed class ActorStateManager(ActorHost host) : IActorStateManager
{
    private readonly Dictionary<string, CachedState> _cache = new(StringComparer.Ordinal);

    public async Task AddStateAsync<T>(string stateName, T value, CancellationToken cancellationToken = default) =>
        ThrowUnlessAdded(stateName, await TryAddAsync(stateName, value, null, cancellationToken));

    public async Task AddStateAsync<T>(string stateName, T value, TimeSpan ttl, CancellationToken cancellationToken = default) =>
        ThrowUnlessAdded(stateName, await TryAddAsync(stateName, value, ttl, cancellationToken));

    public Task<bool> TryAddStateAsync<T>(string stateName, T value, CancellationToken cancellationToken = default) =>
        TryAddAsync(stateName, value, null, cancellationToken);

    public Task<bool> TryAddStateAsync<T>(string stateName, T value, TimeSpan ttl, CancellationToken cancellationToken = default) =>
        TryAddAsync(stateName, value, ttl, cancellationToken);

    public async Task<T> GetStateAsync<T>(string stateName, CancellationToken cancellationToken = default)
    {
        var found = await TryGetStateAsync<T>(stateName, cancellationToken);
        return found.HasValue ? found.Value : throw new KeyNotFoundException($"Actor State with name {stateName} was not found.");
    }

    public async Task<ConditionalValue<T>> TryGetStateAsync<T>(string stateName, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stateName);
        if (_cache.TryGetValue(stateName, out var known))
        {
            return known.IsThere ? new(true, (T)known.Value!) : default;
        }

        var (found, value, ends) = await Api.TryGetAsync<T>(host, stateName, cancellationToken);
        if (!found)
        {
            return default;
        }

        _cache[stateName] = new CachedState(value, typeof(T), StateChangeKind.None, ends);
        return new(true, value!);
    }

    public Task SetStateAsync<T>(string stateName, T value, CancellationToken cancellationToken = default) =>
        SetAsync(stateName, value, null, cancellationToken);

    public Task SetStateAsync<T>(string stateName, T value, TimeSpan ttl, CancellationToken cancellationToken = default) =>
        SetAsync(stateName, value, ttl, cancellationToken);

    public async Task RemoveStateAsync(string stateName, CancellationToken cancellationToken = default)
    {
        if (!await TryRemoveStateAsync(stateName, cancellationToken))
        {
            throw new KeyNotFoundException($"Actor State with name {stateName} was not found.");
        }
    }

    public async Task<bool> TryRemoveStateAsync(string stateName, CancellationToken cancellationToken = default)
    {
        if (!await ContainsStateAsync(stateName, cancellationToken))
        {
            return false;
        }

        if (_cache.TryGetValue(stateName, out var known) && known.Change == StateChangeKind.Add)
        {
            _cache.Remove(stateName);
        }
        else
        {
            _cache[stateName] = new CachedState(null, typeof(object), StateChangeKind.Remove, null);
        }

        return true;
    }

    public async Task<bool> ContainsStateAsync(string stateName, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stateName);
        return _cache.TryGetValue(stateName, out var known) ? known.IsThere : await Api.ContainsAsync(host, stateName, cancellationToken);
    }

    public Task<T> GetOrAddStateAsync<T>(string stateName, T value, CancellationToken cancellationToken = default) =>
        GetOrAddAsync(stateName, value, null, cancellationToken);

    public Task<T> GetOrAddStateAsync<T>(string stateName, T value, TimeSpan ttl, CancellationToken cancellationToken = default) =>
        GetOrAddAsync(stateName, value, ttl, cancellationToken);

    public Task<T> AddOrUpdateStateAsync<T>(string stateName, T addValue, Func<string, T, T> updateValueFactory, CancellationToken cancellationToken = default) =>
        AddOrUpdateAsync(stateName, addValue, updateValueFactory, null, cancellationToken);

    public Task<T> AddOrUpdateStateAsync<T>(string stateName, T addValue, Func<string, T, T> updateValueFactory, TimeSpan ttl, CancellationToken cancellationToken = default) =>
        AddOrUpdateAsync(stateName, addValue, updateValueFactory, ttl, cancellationToken);

    public Task ClearCacheAsync(CancellationToken cancellationToken = default)
    {
        _cache.Clear();
        return Task.CompletedTask;
    }

    public Task UnloadStateAsync(string stateName, UnloadStateOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (_cache.TryGetValue(stateName, out var known)
            && known.Change != StateChangeKind.None
            && options is not { AllowUnloadingWhenStateModified: true })
        {
            throw new InvalidOperationException($"The state '{stateName}' has unsaved changes and cannot be unloaded.");
        }

        _cache.Remove(stateName);
        return Task.CompletedTask;
    }

    public async Task SaveStateAsync(CancellationToken cancellationToken = default)
    {
        var changes = _cache
            .Where(entry => entry.Value.Change != StateChangeKind.None)
            .Select(entry => new ActorStateChange(entry.Key, entry.Value.Type, entry.Value.Value, entry.Value.Change, entry.Value.Ends))
            .ToList();
        if (changes.Count == 0)
        {
            return;
        }

        await Api.SaveAsync(host, changes, cancellationToken);
        foreach (var change in changes)
        {
            if (change.ChangeKind == StateChangeKind.Remove)
            {
                _cache.Remove(change.StateName);
            }
            else
            {
                _cache[change.StateName] = _cache[change.StateName] with { Change = StateChangeKind.None };
            }
        }
    }

    private ActorStateApi Api => host.State ?? throw new InvalidOperationException(
        "The actor was initialized without a state provider, and so cannot interact with state. "
        + "A test replaces Actor.StateManager with an implementation of its own.");

    private static void ThrowUnlessAdded(string stateName, bool added)
    {
        if (!added)
        {
            throw new InvalidOperationException($"Actor state with name {stateName} already exist.");
        }
    }

    private async Task<bool> TryAddAsync<T>(string stateName, T value, TimeSpan? ttl, CancellationToken cancellationToken)
    {
        if (await ContainsStateAsync(stateName, cancellationToken))
        {
            return false;
        }

        // A value removed in this turn is still in the store, so its successor is an update.
        var kind = _cache.ContainsKey(stateName) ? StateChangeKind.Update : StateChangeKind.Add;
        _cache[stateName] = new CachedState(value, typeof(T), kind, EndOf(ttl));
        return true;
    }

    private async Task SetAsync<T>(string stateName, T value, TimeSpan? ttl, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stateName);
        var kind = _cache.TryGetValue(stateName, out var known)
            ? (known.Change == StateChangeKind.Add ? StateChangeKind.Add : StateChangeKind.Update)
            : (await Api.ContainsAsync(host, stateName, cancellationToken) ? StateChangeKind.Update : StateChangeKind.Add);
        _cache[stateName] = new CachedState(value, typeof(T), kind, EndOf(ttl));
    }

    private async Task<T> GetOrAddAsync<T>(string stateName, T value, TimeSpan? ttl, CancellationToken cancellationToken)
    {
        var found = await TryGetStateAsync<T>(stateName, cancellationToken);
        if (found.HasValue)
        {
            return found.Value;
        }

        await TryAddAsync(stateName, value, ttl, cancellationToken);
        return value;
    }

    private async Task<T> AddOrUpdateAsync<T>(
        string stateName, T addValue, Func<string, T, T> update, TimeSpan? ttl, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(update);
        var found = await TryGetStateAsync<T>(stateName, cancellationToken);
        var value = found.HasValue ? update(stateName, found.Value) : addValue;
        await SetAsync(stateName, value, ttl, cancellationToken);
        return value;
    }

    private static DateTimeOffset? EndOf(TimeSpan? ttl) => ttl is { } time ? TimeProvider.System.GetUtcNow() + time : null;

    private sealed record CachedState(object? Value, Type Type, StateChangeKind Change, DateTimeOffset? Ends)
    {
        public bool IsThere => Change != StateChangeKind.Remove && (Ends is null || Ends > TimeProvider.System.GetUtcNow());
    }
}
