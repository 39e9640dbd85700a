#nullable disable // as the original: callers may annotate or not
namespace Dapr.Actors.Runtime;

/// <summary>What happened to a value of an actor's state.</summary>
public enum StateChangeKind
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It is new.</summary>
    Add = 1,

    /// <summary>It changed.</summary>
    Update = 2,

    /// <summary>It is gone.</summary>
    Remove = 3,
}

/// <summary>A change of a value of an actor's state.</summary>
public sealed class ActorStateChange(string stateName, Type type, object value, StateChangeKind changeKind, DateTimeOffset? ttlExpireTime)
{
    /// <summary>Which value.</summary>
    public string StateName { get; } = stateName;

    /// <summary>Its type.</summary>
    public Type Type { get; } = type;

    /// <summary>The value.</summary>
    public object Value { get; } = value;

    /// <summary>What happened.</summary>
    public StateChangeKind ChangeKind { get; } = changeKind;

    /// <summary>When it ends; null for never.</summary>
    public DateTimeOffset? TTLExpireTime { get; } = ttlExpireTime;
}

/// <summary>Options of unloading a value.</summary>
public class UnloadStateOptions
{
    /// <summary>Whether a value with unsaved changes may be dropped.</summary>
    public bool AllowUnloadingWhenStateModified { get; set; }
}

/// <summary>An actor's state: read once, changed in memory, written in one transaction.</summary>
public interface IActorStateManager
{
    /// <summary>Adds a value that must be new.</summary>
    Task AddStateAsync<T>(string stateName, T value, CancellationToken cancellationToken = default);

    /// <summary>Adds a value that must be new and that ends by itself.</summary>
    Task AddStateAsync<T>(string stateName, T value, TimeSpan ttl, CancellationToken cancellationToken = default);

    /// <summary>Reads a value that must be there.</summary>
    Task<T> GetStateAsync<T>(string stateName, CancellationToken cancellationToken = default);

    /// <summary>Writes a value.</summary>
    Task SetStateAsync<T>(string stateName, T value, CancellationToken cancellationToken = default);

    /// <summary>Writes a value that ends by itself.</summary>
    Task SetStateAsync<T>(string stateName, T value, TimeSpan ttl, CancellationToken cancellationToken = default);

    /// <summary>Removes a value that must be there.</summary>
    Task RemoveStateAsync(string stateName, CancellationToken cancellationToken = default);

    /// <summary>Adds a value; false when there is one.</summary>
    Task<bool> TryAddStateAsync<T>(string stateName, T value, CancellationToken cancellationToken = default);

    /// <summary>Adds a value that ends by itself; false when there is one.</summary>
    Task<bool> TryAddStateAsync<T>(string stateName, T value, TimeSpan ttl, CancellationToken cancellationToken = default);

    /// <summary>Reads a value that may be absent.</summary>
    Task<ConditionalValue<T>> TryGetStateAsync<T>(string stateName, CancellationToken cancellationToken = default);

    /// <summary>Removes a value; false when there is none.</summary>
    Task<bool> TryRemoveStateAsync(string stateName, CancellationToken cancellationToken = default);

    /// <summary>Whether there is a value.</summary>
    Task<bool> ContainsStateAsync(string stateName, CancellationToken cancellationToken = default);

    /// <summary>Reads a value, or adds it.</summary>
    Task<T> GetOrAddStateAsync<T>(string stateName, T value, CancellationToken cancellationToken = default);

    /// <summary>Reads a value, or adds one that ends by itself.</summary>
    Task<T> GetOrAddStateAsync<T>(string stateName, T value, TimeSpan ttl, CancellationToken cancellationToken = default);

    /// <summary>Changes a value, or adds it.</summary>
    Task<T> AddOrUpdateStateAsync<T>(string stateName, T addValue, Func<string, T, T> updateValueFactory, CancellationToken cancellationToken = default);

    /// <summary>Changes a value, or adds it; it ends by itself.</summary>
    Task<T> AddOrUpdateStateAsync<T>(string stateName, T addValue, Func<string, T, T> updateValueFactory, TimeSpan ttl, CancellationToken cancellationToken = default);

    /// <summary>Forgets what was read and changed.</summary>
    Task ClearCacheAsync(CancellationToken cancellationToken = default);

    /// <summary>Writes the changes.</summary>
    Task SaveStateAsync(CancellationToken cancellationToken = default);

    /// <summary>Forgets one value.</summary>
    Task UnloadStateAsync(string stateName, UnloadStateOptions options = null, CancellationToken cancellationToken = default);
}
