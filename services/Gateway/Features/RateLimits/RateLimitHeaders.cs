using System.Globalization;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Http;

namespace OpenClaw.Gateway.Features.RateLimits;

/// <summary>Tells callers where they stand: the de facto three headers, the policy of the IETF draft, and Retry-After.</summary>
internal static class RateLimitHeaders
{
    public static void Write(HttpResponse response, RateVerdict verdict)
    {
        var (limit, reset) = (verdict.Tightest, Seconds(verdict.Reset));
        response.Headers["RateLimit-Limit"] = limit.Limit.ToString(CultureInfo.InvariantCulture);
        response.Headers["RateLimit-Remaining"] = verdict.Remaining.ToString(CultureInfo.InvariantCulture);
        response.Headers["RateLimit-Reset"] = reset;
        response.Headers["RateLimit-Policy"] = string.Create(
            CultureInfo.InvariantCulture, $"\"{limit.Policy}\";q={limit.Limit};w={Math.Max(1, (int)limit.Window.TotalSeconds)}");
        if (!verdict.IsAllowed)
        {
            response.Headers.RetryAfter = Seconds(verdict.RetryAfter);
        }
    }

    public static Failure Refusal(RateVerdict verdict) => new(
        ErrorCodes.RateLimited,
        StatusCodes.Status429TooManyRequests,
        "Too many requests",
        $"The limit '{verdict.Tightest.Policy}' allows {verdict.Tightest.Limit} in {(int)verdict.Tightest.Window.TotalSeconds} s. Wait {Seconds(verdict.RetryAfter)} s.");

    private static string Seconds(TimeSpan time) => Math.Max(1, (long)Math.Ceiling(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}
