namespace OpenClaw.Policy.Features.Policies;

/// <summary>Answers while the database cannot be used.</summary>
internal sealed class StoreFailureFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (PolicyStoreUnavailableException)
        {
            context.HttpContext.Response.Headers.RetryAfter = "1";
            return PolicyFailures.StoreUnavailable().ToProblem();
        }
    }
}
