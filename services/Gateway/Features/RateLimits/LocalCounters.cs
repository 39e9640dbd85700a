using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using OpenClaw.Gateway.Options;

namespace OpenClaw.Gateway.Features.RateLimits;

/// <summary>
/// This replica's share of every limit, for while the common counters cannot be reached: fewer requests than allowed pass,
/// never unlimited ones.
/// </summary>
internal sealed class LocalCounters(IOptions<RateLimitOptions> options, TimeProvider time)
{
    private const int Capacity = 50_000;
    private readonly ConcurrentDictionary<string, (long Window, int Count)> _counts = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    public RateVerdict Take(IReadOnlyList<RateLimit> limits)
    {
        lock (_gate)
        {
            if (_counts.Count > Capacity)
            {
                Forget();
            }

            var states = limits.Select(StateOf).ToArray();
            var refused = states.Where(state => state.Count + state.Limit.Cost > state.Share).OrderByDescending(state => state.Reset).FirstOrDefault();
            if (refused is not null)
            {
                return new RateVerdict(false, refused.Limit, 0, refused.Reset, refused.Reset);
            }

            foreach (var state in states)
            {
                _counts[state.Limit.Key] = (state.Window, state.Count + state.Limit.Cost);
            }

            var tightest = states.MinBy(state => (double)(state.Share - state.Count) / state.Share + (state.Limit.IsQuota ? 0 : 1))!;
            return new RateVerdict(true, tightest.Limit, tightest.Share - tightest.Count - tightest.Limit.Cost, tightest.Reset, TimeSpan.Zero);
        }
    }

    private State StateOf(RateLimit limit)
    {
        var now = time.GetUtcNow();
        var window = now.UtcTicks / limit.Window.Ticks;
        var count = _counts.TryGetValue(limit.Key, out var known) && known.Window == window ? known.Count : 0;
        var reset = TimeSpan.FromTicks(((window + 1) * limit.Window.Ticks) - now.UtcTicks);

        // At least one: a share of a small limit must not lock everybody out.
        return new State(limit, window, count, Math.Max(1, limit.Limit / options.Value.Replicas), reset);
    }

    private void Forget()
    {
        // Strangers' addresses fill this; forgetting counts for a moment is better than growing, and the outage is short.
        foreach (var key in _counts.Keys.Take(Capacity / 2))
        {
            _counts.TryRemove(key, out _);
        }
    }

    private sealed record State(RateLimit Limit, long Window, int Count, int Share, TimeSpan Reset);
}
