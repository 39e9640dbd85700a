using System.Globalization;
using Microsoft.Extensions.Options;
using OpenClaw.Gateway.Features.RateLimits;
using OpenClaw.Gateway.Options;
using StackExchange.Redis;

namespace OpenClaw.Gateway.Infrastructure;

/// <summary>
/// Counters in the gateway's own Redis, in one atomic step: Dapr's state API has versions but no counting, and a race per
/// request would make a limit the most contended key of the system (docs/adr/0009-rate-limits.md). Redis' own clock counts, so
/// replicas need not agree on the time.
/// </summary>
internal sealed class RedisRateCounters(
    RedisConnection connection, IOptions<RateLimitOptions> options, TimeProvider time, ILogger<RedisRateCounters> logger) : IRateCounters
{
    // First every limit is looked at, then, if all allow, every one is taken from. Keys share a hash tag, so that one node of a
    // cluster holds them all. Quotas are told of before protections of the machine.
    // A counter is one packed string, so that all are read by one command: what is left of a bucket and when, or a window's number,
    // its count and the count of the one before.
    // Answer: allowed, index of the tightest limit, what remains of it, ms to reset, ms to wait.
    private const string Script = """
        local t = redis.call('TIME')
        local now = t[1] * 1000 + math.floor(t[2] / 1000)
        local known = redis.call('MGET', unpack(KEYS))
        local allowed, worst, wait = 1, 0, 0
        local tight, remaining, reset = 1, -1, 0
        local ratio = 3
        local writes = {}
        for i = 1, #KEYS do
          local kind, limit, window, cost = ARGV[i * 4 - 3], tonumber(ARGV[i * 4 - 2]), tonumber(ARGV[i * 4 - 1]), tonumber(ARGV[i * 4])
          local left, back, need
          if kind == 'b' then
            local have, at = limit, now
            if known[i] then have, at = struct.unpack('dd', known[i]) end
            left = math.min(limit, have + math.max(0, now - at) * limit / window)
            need = (cost - left) * window / limit
            back = (limit - left) * window / limit
            writes[i] = struct.pack('dd', left - cost, now)
          else
            local slot = math.floor(now / window)
            local s, cur, prev = slot, 0, 0
            if known[i] then s, cur, prev = struct.unpack('ddd', known[i]) end
            if s ~= slot then
              if s == slot - 1 then prev = cur else prev = 0 end
              cur = 0
            end
            local into = now - slot * window
            left = limit - cur - prev * (window - into) / window
            back = window - into
            need = back
            if prev > 0 and cur + cost <= limit then need = math.min(back, (cost - left) * window / prev) end
            writes[i] = struct.pack('ddd', slot, cur + cost, prev)
          end
          if left < cost or (cost == 0 and left < 1) then
            allowed = 0
            if cost == 0 and need < 1 then need = back / 2 end
            if need >= wait then worst, wait = i, need end
          end
          local r = (left - cost) / limit
          if kind == 'b' or cost == 0 then r = r + 1 end
          if r < ratio then ratio, tight, remaining, reset = r, i, math.floor(left - cost), back end
        end
        if allowed == 0 then return { 0, worst, 0, math.ceil(wait), math.ceil(wait) } end
        for i = 1, #KEYS do
          if ARGV[i * 4] ~= '0' then redis.call('SET', KEYS[i], writes[i], 'PX', ARGV[i * 4 - 1] * 2) end
        end
        return { 1, tight, math.max(0, remaining), math.ceil(reset), 0 }
        """;

    private DateTimeOffset _retryAt = DateTimeOffset.MinValue;

    public async Task<RateVerdict?> TakeAsync(IReadOnlyList<RateLimit> limits, CancellationToken cancellationToken)
    {
        if (connection.Database is not { } database || time.GetUtcNow() < _retryAt)
        {
            return null;
        }

        try
        {
            return Read(await AskAsync(database, limits).WaitAsync(options.Value.Timeout, cancellationToken), limits);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            _retryAt = time.GetUtcNow() + options.Value.Pause;
            var reason = exception.Message;
            logger.CountersUnreachable(reason);
            return null;
        }
    }

    private static Task<RedisResult> AskAsync(IDatabase database, IReadOnlyList<RateLimit> limits)
    {
        RedisKey[] keys = [.. limits.Select(limit => (RedisKey)$"{{gateway}}{limit.Key}")];
        RedisValue[] values =
        [
            .. limits.SelectMany(limit => new RedisValue[]
            {
                limit.Kind == RateKind.TokenBucket ? "b" : "w",
                limit.Limit,
                ((long)limit.Window.TotalMilliseconds).ToString(CultureInfo.InvariantCulture),
                limit.Cost,
            }),
        ];
        return database.ScriptEvaluateAsync(Script, keys, values);
    }

    private static RateVerdict Read(RedisResult answer, IReadOnlyList<RateLimit> limits)
    {
        var fields = ((RedisResult[])answer!).Select(field => (long)field).ToArray();
        return new RateVerdict(
            fields[0] == 1, limits[(int)fields[1] - 1], (int)fields[2], TimeSpan.FromMilliseconds(fields[3]), TimeSpan.FromMilliseconds(fields[4]));
    }
}
