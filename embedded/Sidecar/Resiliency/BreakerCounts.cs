namespace OpenClaw.Sidecar.Resiliency;

/// <summary>What a trip expression can look at.</summary>
internal record struct BreakerCounts(long Requests, long TotalSuccesses, long TotalFailures, long ConsecutiveSuccesses, long ConsecutiveFailures);
