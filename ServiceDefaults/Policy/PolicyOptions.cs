using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>Limits of the policy enforcement point.</summary>
public sealed class PolicyOptions
{
    public const string Section = "Policy:Enforcement";

    /// <summary>
    /// How often the policy service is asked whether the bundle is still current. Default 5 s: a lost change event costs
    /// that much, and twelve questions fit into the time after which we deny.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How soon a failed question is repeated. Default 1 s: quick at start, no storm in an outage.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan RetryInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long one question may take. Default 3 s, the call timeout of the whole system.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:30")]
    public TimeSpan FetchTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Age after which a bundle nobody confirmed is not trusted any more. Default 60 s, the promise for a change to govern.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long after its start a process holds decisions back for its first bundle. Default 5 s: a question and its
    /// repetition fit in, and callers wait longer than that.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan StartPatience { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one decision may take. Default 500 ms: a decision takes microseconds, and the promised P99 is 500 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:05")]
    public TimeSpan DecisionTimeout { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How long an answer that is older than what we have counts for nothing. Default 15 s: a replica of the policy service that
    /// lags behind has caught up by then; a database that was set back to yesterday has not, and then holds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan SetbackPatience { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Public keys of bundles in PEM, several while they change. Default: secret <c>policy-bundle-public-key</c>.</summary>
    public string PublicKey { get; set; } = "";

    /// <summary>Where the last good bundles are kept for a restart. Default: nowhere, because only the host knows a place that lasts.</summary>
    public string Folder { get; set; } = "";

    /// <summary>
    /// How often a second a process asks the other side too while a draft is tried. Default 100: a comparison costs what a
    /// decision costs, so this is a few milliseconds of each second, and enough to see a difference within one.
    /// </summary>
    [Range(1, 10_000)]
    public int ComparisonsPerSecond { get; set; } = 100;
}

[OptionsValidator]
internal sealed partial class PolicyOptionsValidator : IValidateOptions<PolicyOptions>;
