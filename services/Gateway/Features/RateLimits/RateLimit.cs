namespace OpenClaw.Gateway.Features.RateLimits;

/// <summary>How a limit counts.</summary>
internal enum RateKind
{
    /// <summary>Refills steadily, allows a burst of one second's worth: for protection of the machine.</summary>
    TokenBucket,

    /// <summary>At most so many within any window, the one before counted in proportion: for quotas people are told about.</summary>
    SlidingWindow,
}

/// <summary>One limit that applies to a request.</summary>
/// <param name="Policy">Short name for the answer's headers.</param>
/// <param name="Subject">Who is counted; part of the key, so it must not hold what a log may not.</param>
/// <param name="Cost">0 only looks.</param>
internal sealed record RateLimit(string Policy, string Subject, RateKind Kind, int Limit, TimeSpan Window, int Cost = 1)
{
    public string Key => $"rl:{Policy}:{Subject}";

    /// <summary>Something people are told about before any protection of the machine.</summary>
    public bool IsQuota => Kind == RateKind.SlidingWindow && Cost > 0;
}

/// <summary>What became of a request's limits; of several the tightest.</summary>
/// <param name="RetryAfter">How long to wait when refused.</param>
internal sealed record RateVerdict(bool IsAllowed, RateLimit Tightest, int Remaining, TimeSpan Reset, TimeSpan RetryAfter);

/// <summary>Counts requests over all replicas.</summary>
internal interface IRateCounters
{
    /// <summary>Takes from all limits, or from none when one refuses. Null when the counters cannot be reached.</summary>
    Task<RateVerdict?> TakeAsync(IReadOnlyList<RateLimit> limits, CancellationToken cancellationToken);
}
