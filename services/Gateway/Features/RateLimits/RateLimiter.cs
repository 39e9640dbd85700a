namespace OpenClaw.Gateway.Features.RateLimits;

/// <summary>The common counters, else this replica's share.</summary>
internal sealed class RateLimiter(IRateCounters counters, LocalCounters local)
{
    public async ValueTask<RateVerdict?> TakeAsync(IReadOnlyList<RateLimit> limits, CancellationToken cancellationToken) =>
        limits.Count == 0 ? null : await counters.TakeAsync(limits, cancellationToken) ?? local.Take(limits);
}
