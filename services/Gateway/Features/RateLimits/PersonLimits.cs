using OpenClaw.Gateway.Features.SignIn;

namespace OpenClaw.Gateway.Features.RateLimits;

/// <summary>Limits of a person or key, once authentication said who it is; already taken when the credentials were recognised.</summary>
internal sealed class PersonLimits(RequestDelegate next, RateLimiter limiter, RequestLimits limits, RecentPeople recent, ILogger<PersonLimits> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<SignedIn>() is { } person && !recent.IsCounted(context, person))
        {
            var verdict = await limiter.TakeAsync(limits.OfPerson(context.Request, person), context.RequestAborted);
            context.Features.Set(verdict);
            if (verdict is { IsAllowed: false })
            {
                logger.LimitReached(context.Request.Method, context.Request.Path, verdict.Tightest.Policy);
                await RateLimitHeaders.Refusal(verdict).ToProblem().ExecuteAsync(context);
                return;
            }
        }

        await next(context);
    }
}
