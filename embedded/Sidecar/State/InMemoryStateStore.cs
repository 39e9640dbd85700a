namespace OpenClaw.Sidecar.State;

/// <summary><c>state.in-memory</c>: one process, lost at exit, atomic transactions.</summary>
internal sealed class InMemoryStateStore : IStateStore
{
    private readonly Dictionary<string, StateEntry> _entries = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly ITimer _sweep;

    public InMemoryStateStore(TimeProvider clock)
    {
        _clock = clock;
        _sweep = clock.CreateTimer(static store => ((InMemoryStateStore)store!).Sweep(), this, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    public IReadOnlyList<string> Capabilities { get; } = ["ETAG", "TRANSACTIONAL", "TTL", "DELETE_WITH_PREFIX", "KEYS_LIKE"];

    public ValueTask<StateEntry?> GetAsync(string key, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(Live(key));
        }
    }

    public Task<IReadOnlyList<StateEntry>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<StateEntry>>([.. keys.Select(Live).OfType<StateEntry>()]);
        }
    }

    public Task SetAsync(StateSet request, CancellationToken cancellationToken) => TransactAsync([request], cancellationToken);

    public Task DeleteAsync(StateDelete request, CancellationToken cancellationToken) => TransactAsync([request], cancellationToken);

    public Task TransactAsync(IReadOnlyList<IStateChange> changes, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            foreach (var change in changes)
            {
                Check(change);
            }
            foreach (var change in changes)
            {
                Apply(change);
            }
        }
        return Task.CompletedTask;
    }

    private void Check(IStateChange change)
    {
        var current = Live(change.Key);
        var etag = change is StateSet set ? set.ETag : ((StateDelete)change).ETag;
        if (etag is not null && current?.ETag != etag || change is StateSet { FirstWrite: true, ETag: null } && current is not null)
        {
            throw ETagException.Mismatch(change.Key);
        }
    }

    private void Apply(IStateChange change)
    {
        if (change is not StateSet set)
        {
            _entries.Remove(change.Key);
            return;
        }
        DateTimeOffset? expires = set.TtlSeconds > 0 ? _clock.GetUtcNow().AddSeconds(set.TtlSeconds.Value) : null;
        _entries[set.Key] = new StateEntry(set.Key, set.Value.ToArray(), Guid.NewGuid().ToString(), expires);
    }

    private StateEntry? Live(string key) =>
        _entries.TryGetValue(key, out var entry) && (entry.ExpiresAt is null || entry.ExpiresAt > _clock.GetUtcNow()) ? entry : null;

    private void Sweep()
    {
        lock (_gate)
        {
            var now = _clock.GetUtcNow();
            foreach (var key in _entries.Where(pair => pair.Value.ExpiresAt <= now).Select(pair => pair.Key).ToArray())
            {
                _entries.Remove(key);
            }
        }
    }

    public ValueTask DisposeAsync() => _sweep.DisposeAsync();
}
