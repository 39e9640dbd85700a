namespace Dapr.Client;

/// <summary>What a write does when somebody else wrote meanwhile.</summary>
public enum ConcurrencyMode
{
    /// <summary>The first writer wins.</summary>
    FirstWrite = 0,

    /// <summary>The last writer wins.</summary>
    LastWrite = 1,
}

/// <summary>How fresh a read or durable a write is.</summary>
public enum ConsistencyMode
{
    /// <summary>Replicas may lag.</summary>
    Eventual = 0,

    /// <summary>All replicas agree.</summary>
    Strong = 1,
}

/// <summary>Options of a state write.</summary>
public class StateOptions
{
    /// <summary>How fresh or durable; the store's default when null.</summary>
    public ConsistencyMode? Consistency { get; set; }

    /// <summary>Who wins; the store's default when null.</summary>
    public ConcurrencyMode? Concurrency { get; set; }
}
