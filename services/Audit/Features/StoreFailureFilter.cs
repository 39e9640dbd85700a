using OpenClaw.Audit.Features.Ingest;
using OpenClaw.Audit.Features.Query;
using OpenClaw.Audit.Features.Retention;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Http;

namespace OpenClaw.Audit.Features;

/// <summary>Answers what the store cannot do now; the log itself is a dependency that makes callers fail closed.</summary>
internal sealed class StoreFailureFilter : IEndpointFilter
{
    private const string RetryAfterSeconds = "1";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (AuditQueueFullException)
        {
            context.HttpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
            return new Failure(
                ErrorCodes.RateLimited,
                StatusCodes.Status429TooManyRequests,
                "Too many entries are waiting",
                $"The log is writing as fast as it can. Send the batch again in {RetryAfterSeconds} s.").ToProblem();
        }
        catch (AuditStoreUnavailableException)
        {
            context.HttpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
            return new Failure(
                ErrorCodes.AuditUnavailable,
                StatusCodes.Status503ServiceUnavailable,
                "The audit store cannot be reached",
                "Nothing was acknowledged. Send it again shortly; entries are stored once however often they are sent.").ToProblem();
        }
        catch (ArchiveUnavailableException exception)
        {
            return new Failure(
                ErrorCodes.ServiceUnavailable,
                StatusCodes.Status503ServiceUnavailable,
                "An archive of old months cannot be read",
                exception.Message).ToProblem();
        }
        catch (AuditQueryTooSlowException exception)
        {
            return new Failure(
                ErrorCodes.ServiceUnavailable,
                StatusCodes.Status503ServiceUnavailable,
                "The question takes too long",
                $"It was stopped after {exception.Limit.TotalSeconds:0.#} s. Ask for a shorter time range or add a filter.").ToProblem();
        }
    }
}
