namespace OpenClaw.Simulators.GitHub;

/// <summary>
/// Rate headers on every answer, and ordered faults: <c>rate_limit</c> (403 with an empty budget), <c>secondary_limit</c>
/// (429 with Retry-After), <c>unavailable</c> (502), <c>unauthorized</c> (401), <c>garbage</c> (no JSON), <c>hang</c>,
/// <c>slow</c> (the right answer, <c>RetryAfterSeconds</c> later).
/// </summary>
internal static class FaultMiddleware
{
    private const int Budget = 5_000;

    public static void UseFaults(this WebApplication app, FaultSwitches faults, TimeProvider time)
    {
        var used = 0;
        app.Use(async (context, next) =>
        {
            var path = context.Request.Path.Value ?? "";
            if (!path.StartsWith("/repos", StringComparison.Ordinal) && !path.StartsWith("/search", StringComparison.Ordinal))
            {
                await next();
                return;
            }

            var reset = time.GetUtcNow().AddMinutes(30).ToUnixTimeSeconds();
            var headers = context.Response.Headers;
            headers["x-ratelimit-limit"] = $"{Budget}";
            headers["x-ratelimit-remaining"] = $"{Math.Max(0, Budget - (Interlocked.Increment(ref used) % Budget))}";
            headers["x-ratelimit-reset"] = $"{reset}";
            headers["x-ratelimit-resource"] = "core";
            if (faults.Take(path + context.Request.QueryString) is { } fault)
            {
                if (fault.Kind != "slow")
                {
                    await FailAsync(context, fault, time.GetUtcNow());
                    return;
                }

                await Task.Delay(TimeSpan.FromSeconds(fault.RetryAfterSeconds), time, context.RequestAborted);
            }

            await next();
        });
    }

    private static async Task FailAsync(HttpContext context, FaultOrder fault, DateTimeOffset now)
    {
        var response = context.Response;
        switch (fault.Kind)
        {
            case "rate_limit":
                response.StatusCode = StatusCodes.Status403Forbidden;
                response.Headers["x-ratelimit-remaining"] = "0";
                response.Headers["x-ratelimit-reset"] = $"{now.AddSeconds(fault.RetryAfterSeconds).ToUnixTimeSeconds()}";
                await response.WriteAsJsonAsync(new { message = "API rate limit exceeded" }, context.RequestAborted);
                return;
            case "secondary_limit":
                response.StatusCode = StatusCodes.Status429TooManyRequests;
                response.Headers.RetryAfter = $"{fault.RetryAfterSeconds}";
                await response.WriteAsJsonAsync(new { message = "You have exceeded a secondary rate limit" }, context.RequestAborted);
                return;
            case "unauthorized":
                response.StatusCode = StatusCodes.Status401Unauthorized;
                await response.WriteAsJsonAsync(new { message = "Bad credentials" }, context.RequestAborted);
                return;
            case "garbage":
                await response.WriteAsync("<html>", context.RequestAborted);
                return;
            case "hang":
                await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return;
            default:
                response.StatusCode = StatusCodes.Status502BadGateway;
                await response.WriteAsJsonAsync(new { message = "Server Error" }, context.RequestAborted);
                return;
        }
    }
}
