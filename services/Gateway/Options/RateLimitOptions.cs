using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace OpenClaw.Gateway.Options;

/// <summary>How much one caller may ask. A limit counts over all replicas.</summary>
internal sealed class RateLimitOptions
{
    public const string Section = "RateLimits";

    /// <summary>Requests per second of everybody together. Default 3,000: half again what the two-core reference machine was built for.</summary>
    [Range(1, 1_000_000)]
    public int GlobalPerSecond { get; set; } = 3_000;

    /// <summary>
    /// Requests per second from one address. Default 1,500, because a whole company may share one address; who guesses
    /// credentials meets <see cref="FailuresPerMinute"/> long before.
    /// </summary>
    [Range(1, 1_000_000)]
    public int AddressPerSecond { get; set; } = 1_500;

    /// <summary>Refused credentials per minute and address, then none are looked at. Default 60: a misconfigured office, not a guesser.</summary>
    [Range(1, 100_000)]
    public int FailuresPerMinute { get; set; } = 60;

    /// <summary>Sign-ins begun per minute and address. Default 300: a company's morning behind one address.</summary>
    [Range(1, 100_000)]
    public int SignInsPerMinute { get; set; } = 300;

    /// <summary>Requests per minute of one person. Default 3,000: pages poll, scripts hurry.</summary>
    [Range(1, 1_000_000)]
    public int PersonPerMinute { get; set; } = 3_000;

    /// <summary>Requests per hour of an API key by tier (1,000, 10,000 and 100,000 as specified).</summary>
    [Range(1, 10_000_000)]
    public int BasicKeyPerHour { get; set; } = 1_000;

    [Range(1, 10_000_000)]
    public int StandardKeyPerHour { get; set; } = 10_000;

    [Range(1, 10_000_000)]
    public int PremiumKeyPerHour { get; set; } = 100_000;

    /// <summary>Per tenant and minute, as documented (spec/auth.md 8): changes of policies.</summary>
    [Range(1, 1_000_000)]
    public int PolicyChangesPerMinute { get; set; } = 60;

    [Range(1, 1_000_000)]
    public int AuditQueriesPerMinute { get; set; } = 120;

    [Range(1, 1_000_000)]
    public int ExportsPerMinute { get; set; } = 10;

    [Range(1, 1_000_000)]
    public int AdministrationPerMinute { get; set; } = 60;

    /// <summary>Per address, because status needs no sign-in.</summary>
    [Range(1, 1_000_000)]
    public int StatusPerMinute { get; set; } = 300;

    /// <summary>Replicas among which limits are shared while the counters cannot be reached. Default 2, as deployed.</summary>
    [Range(1, 100)]
    public int Replicas { get; set; } = 2;

    /// <summary>How long the counters may take. Default 100 ms: a limit must not become the slowest part of a request.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:05")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long unreachable counters are left alone. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan Pause { get; set; } = TimeSpan.FromSeconds(1);
}

[OptionsValidator]
internal sealed partial class RateLimitOptionsValidator : IValidateOptions<RateLimitOptions>;
