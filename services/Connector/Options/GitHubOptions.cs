using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace OpenClaw.Connector.Options;

/// <summary>Everything the GitHub connector can be told.</summary>
internal sealed class GitHubOptions
{
    public const string Section = "Connector:GitHub";

    [ValidateEnumeratedItems]
    public List<GitHubConnection> Connections { get; set; } = [];

    /// <summary>Largest delivery. Default 25 MiB: GitHub's own limit for a payload.</summary>
    [Range(1024, 100 * 1024 * 1024)]
    public int MaxBodyBytes { get; set; } = 25 * 1024 * 1024;

    /// <summary>How long a delivery id is remembered. Default 7 days: GitHub allows redelivery for 3.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "90.00:00:00")]
    public TimeSpan DeliveryMemory { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long a webhook secret is used without asking the store. Default 5 min: a rotation is effective by then at the latest.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan SecretLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Least age at which a signature that does not fit makes us read the secret again. Default 5 s: a rotation works at
    /// once, while forgeries cannot drive the secret store.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan SecretRefreshFloor { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Deadline of one call to GitHub. Default 10 s (spec/connectors.md 1.3).</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Pages fetched in one read. Default 20: a person with two logins and ten repositories, within the briefing's 15 s.</summary>
    [Range(1, 100)]
    public int MaxPagesPerRead { get; set; } = 20;

    /// <summary>Items of a page. Default 100: GitHub's largest, so the fewest calls.</summary>
    [Range(1, 100)]
    public int PageSize { get; set; } = 100;

    /// <summary>Own pull requests whose reviews are looked at in one read. Default 20: one call each.</summary>
    [Range(0, 200)]
    public int MaxReviewLookups { get; set; } = 20;

    /// <summary>Calls left at which reading pauses until the window resets. Default 100: leaves room for people (spec/connectors.md 4).</summary>
    [Range(0, 5000)]
    public int RateReserve { get; set; } = 100;
}
