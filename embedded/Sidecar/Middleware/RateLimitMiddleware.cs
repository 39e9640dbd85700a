using System.Collections.Concurrent;
using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.Middleware;

/// <summary><c>middleware.http.ratelimit</c>: a bucket per client address, filled at the given rate and as large as one second of it.</summary>
internal sealed class RateLimitMiddleware : IHttpMiddleware
{
    /// <summary>More clients than this at once means forged addresses; then all start anew rather than fill the memory.</summary>
    private const int MaxClients = 10_000;
    private readonly ConcurrentDictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);
    private readonly double _rate;
    private readonly TimeProvider _clock;

    public RateLimitMiddleware(ComponentMetadata metadata, TimeProvider clock)
    {
        _clock = clock;
        _rate = double.TryParse(metadata.Text("maxRequestsPerSecond") ?? "100", System.Globalization.CultureInfo.InvariantCulture, out var rate) && rate > 0
            ? rate
            : throw new ResourceException($"component {metadata.Component}: maxRequestsPerSecond must be a positive number");
    }

    public ValueTask<MiddlewareAnswer?> HandleAsync(IMiddlewareRequest request, CancellationToken cancellationToken)
    {
        if (_buckets.Count > MaxClients)
        {
            _buckets.Clear();
        }
        var forwarded = request.Header("X-Forwarded-For")?.Split(',')[0].Trim();
        var client = forwarded is { Length: > 0 } ? forwarded : request.Header("X-Real-IP") ?? request.Client;
        var bucket = _buckets.GetOrAdd(client, static (_, self) => new Bucket(Math.Max(1, self._rate), self._clock.GetTimestamp()), this);
        return ValueTask.FromResult(bucket.TryTake(_rate, _clock) ? null : new MiddlewareAnswer(429, "You have reached maximum request limit."));
    }

    private sealed class Bucket(double tokens, long filled)
    {
        private readonly Lock _gate = new();
        private double _tokens = tokens;
        private long _filled = filled;

        public bool TryTake(double rate, TimeProvider clock)
        {
            lock (_gate)
            {
                var now = clock.GetTimestamp();
                _tokens = Math.Min(Math.Max(1, rate), _tokens + clock.GetElapsedTime(_filled, now).TotalSeconds * rate);
                _filled = now;
                if (_tokens < 1)
                {
                    return false;
                }
                _tokens--;
                return true;
            }
        }
    }
}
