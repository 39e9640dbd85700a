namespace Aspire.Npgsql;

/// <summary>Settings of a data source, from configuration or code.</summary>
public sealed class NpgsqlSettings
{
    /// <summary>Where the server is.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Leaves the health check out.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>Leaves traces out.</summary>
    public bool DisableTracing { get; set; }

    /// <summary>Leaves metrics out.</summary>
    public bool DisableMetrics { get; set; }
}
