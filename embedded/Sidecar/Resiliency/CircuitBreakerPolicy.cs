namespace OpenClaw.Sidecar.Resiliency;

/// <summary>Settings of a breaker; each target gets its own <see cref="CircuitBreaker"/> from them.</summary>
internal sealed record CircuitBreakerPolicy(string Name, int MaxRequests, TimeSpan Interval, TimeSpan Timeout, Func<BreakerCounts, bool> Trips);
