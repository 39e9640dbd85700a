using System.Text.Json;

namespace Dapr.Actors.Runtime;

/// <summary>How actors are hosted.</summary>
public sealed class ActorRuntimeOptions
{
    private JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);
    private TimeSpan? _idleTimeout;
    private TimeSpan? _scanInterval;
    private TimeSpan? _drainTimeout;

    /// <summary>The actor types.</summary>
    public ActorRegistrationCollection Actors { get; } = [];

    /// <summary>How long an actor stays in memory without a call.</summary>
    public TimeSpan? ActorIdleTimeout
    {
        get => _idleTimeout;
        set => _idleTimeout = Positive(value);
    }

    /// <summary>How often idle actors are looked for.</summary>
    public TimeSpan? ActorScanInterval
    {
        get => _scanInterval;
        set => _scanInterval = Positive(value);
    }

    /// <summary>How long running turns may take when actors move.</summary>
    public TimeSpan? DrainOngoingCallTimeout
    {
        get => _drainTimeout;
        set => _drainTimeout = Positive(value);
    }

    /// <summary>Whether running turns may finish when actors move.</summary>
    public bool DrainRebalancedActors { get; set; }

    /// <summary>Whether actors may be called from their own call chain.</summary>
    public ActorReentrancyConfig ReentrancyConfig { get; set; } = new();

    /// <summary>Whether typed calls carry JSON; here they always do.</summary>
    public bool UseJsonSerialization { get; set; }

    /// <summary>How state, arguments and results are written.</summary>
    public JsonSerializerOptions JsonSerializerOptions
    {
        get => _json;
        set => _json = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>The token that the sidecar demands; the environment's when null.</summary>
    public string? DaprApiToken { get; set; }

    /// <summary>How many parts the reminders are kept in.</summary>
    public int? RemindersStoragePartitions { get; set; }

    /// <summary>The sidecar's HTTP address; the environment's when null.</summary>
    public string? HttpEndpoint { get; set; }

    private static TimeSpan? Positive(TimeSpan? value) => value <= TimeSpan.Zero
        ? throw new ArgumentOutOfRangeException(nameof(value), value, "The time must be positive.")
        : value;
}
