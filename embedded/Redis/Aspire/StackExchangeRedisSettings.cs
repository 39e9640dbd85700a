namespace Aspire.StackExchange.Redis;

/// <summary>Settings of the Redis client integration.</summary>
public sealed class StackExchangeRedisSettings
{
    /// <summary>Where the server is.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>No health check is registered.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>No spans. The stand-in makes none either way.</summary>
    public bool DisableTracing { get; set; }

    /// <summary>The connection is made on first use, not at start. Default true.</summary>
    public bool DisableAutoActivation { get; set; } = true;
}
