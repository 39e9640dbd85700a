using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace OpenClaw.Audit.Options;

internal sealed class IngestOptions
{
    public const string Section = "Audit:Ingest";

    /// <summary>Entries per request. Default 1,000: a recorder's batch five times over, and one commit takes several.</summary>
    [Range(1, 10_000)]
    public int MaxEntriesPerRequest { get; set; } = 1000;

    /// <summary>Body of a request. Default 8 MiB: 1,000 entries of 8 KiB.</summary>
    [Range(1024, 64 * 1024 * 1024)]
    public int MaxBodyBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>Entries waiting for a commit before requests are answered 429. Default 20,000: one second at the goal's rate.</summary>
    [Range(1, 1_000_000)]
    public int MaxWaitingEntries { get; set; } = 20_000;

    /// <summary>Entries per commit. Default 2,000: beyond it a commit takes longer than it saves.</summary>
    [Range(1, 50_000)]
    public int MaxEntriesPerCommit { get; set; } = 2000;

    /// <summary>
    /// How long a request waits for its commit before it is answered 503. Default 2 s: below the 2.5 s after which a
    /// recorder turns to the durable topic, so it learns our answer.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How far a producer's clock may be ahead. Default 5 min, the usual tolerance between synchronised machines.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan MaxClockAhead { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Months of partitions made ahead. Default 3: months of outage of the job before an insert has to make its own.</summary>
    [Range(1, 12)]
    public int MonthsAhead { get; set; } = 3;
}

[OptionsValidator]
internal sealed partial class IngestOptionsValidator : IValidateOptions<IngestOptions>;
