using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace OpenClaw.ServiceDefaults.Audit;

/// <summary>Limits of the recorder.</summary>
public sealed class AuditRecorderOptions
{
    public const string Section = "Audit:Recorder";

    /// <summary>
    /// How long an action waits for its entry to become durable before it is refused. Default 5 s: one slow try at the
    /// audit service and one at the broker fit in.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one try at the audit service may take before the broker is asked. Default 2.5 s: half the deadline.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:30")]
    public TimeSpan InvokeTimeout { get; set; } = TimeSpan.FromSeconds(2.5);

    /// <summary>How long a failed audit service is left alone. Default 1 s: callers do not pay for the same outage again and again.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan Pause { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Entries waiting to be sent. Default 10,000, some 20 MB; beyond it callers wait for room until their deadline.</summary>
    [Range(1, 1_000_000)]
    public int MaxWaiting { get; set; } = 10_000;

    /// <summary>
    /// Entries per call. Default 500: all that 500 people's simultaneous acts leave goes in one call, half of the log's own
    /// limit. A pair may make it one more, so the most is one below that limit.
    /// </summary>
    [Range(1, 999)]
    public int MaxBatch { get; set; } = 500;

    /// <summary>
    /// Least time between the beginnings of two calls. Default 3 ms: a thousand decisions a second cost a third less processor time, and
    /// a lone one waits for nothing; the outcome of an act that took no time waits for so long after its intent.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:05")]
    public TimeSpan Spacing { get; set; } = TimeSpan.FromMilliseconds(3);

    /// <summary>
    /// Calls on their way at once. Default 1: what gathers meanwhile makes the next batch larger, and commits fewer. In a burst
    /// that shortens the P95 and lengthens the median (docs/benchmarks/audit.md).
    /// </summary>
    [Range(1, 16)]
    public int Senders { get; set; } = 1;
}

[OptionsValidator]
internal sealed partial class AuditRecorderOptionsValidator : IValidateOptions<AuditRecorderOptions>;
