
namespace OpenClaw.Gateway.Features.RateLimits;

/// <summary>
/// Limits that hold before a request is looked at; counts refused credentials, so that guessing ends early. Whose credentials
/// were accepted a moment ago is counted in the same step.
/// </summary>
internal sealed class StrangerLimits(RequestDelegate next, RateLimiter limiter, RequestLimits limits, RecentPeople recent, ILogger<StrangerLimits> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (!IsLimited(context.Request.Path))
        {
            await next(context);
            return;
        }

        var person = recent.Recognise(context);
        var all = limits.OfStranger(context.Request);
        var verdict = await limiter.TakeAsync(person is null ? all : [.. all, .. limits.OfPerson(context.Request, person)], context.RequestAborted);
        if (verdict is { IsAllowed: false })
        {
            logger.LimitReached(context.Request.Method, context.Request.Path, verdict.Tightest.Policy);
            RateLimitHeaders.Write(context.Response, verdict);
            await RateLimitHeaders.Refusal(verdict).ToProblem().ExecuteAsync(context);
            return;
        }

        context.Features.Set(verdict);
        var carriesCredentials = RequestLimits.CarriesCredentials(context.Request);
        context.Response.OnStarting(() =>
        {
            if (context.Features.Get<RateVerdict>() is { } latest)
            {
                RateLimitHeaders.Write(context.Response, latest);
            }

            return Task.CompletedTask;
        });
        await next(context);
        if (carriesCredentials && context.Response.StatusCode == StatusCodes.Status401Unauthorized)
        {
            await limiter.TakeAsync([limits.Failures(context, 1)], CancellationToken.None);
        }
    }

    // Probes come from the orchestrator, pages are static, and the sidecar's events are proven by its token.
    private static bool IsLimited(PathString path) => path.StartsWithSegments("/api") || path.StartsWithSegments("/ws");
}
