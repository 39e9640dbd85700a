using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.ServiceDefaults.Events;

namespace OpenClaw.ServiceDefaults.Http;

/// <summary>
/// Turns what no endpoint answered into a problem. Lost dependencies are 503, so callers retry; everything unknown is a
/// 500 that says nothing about our insides.
/// </summary>
internal sealed class ProblemExceptionHandler(ILogger<ProblemExceptionHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        var failure = Describe(exception);
        if (failure.Status == StatusCodes.Status500InternalServerError)
        {
            logger.RequestFailed(exception, httpContext.Request.Method, httpContext.Request.Path);
        }
        else
        {
            logger.RequestRefused(failure.Code, httpContext.Request.Method, httpContext.Request.Path, exception.Message);
        }

        await failure.ToProblem().ExecuteAsync(httpContext);
        return true;
    }

    private static Failure Describe(Exception exception) => exception switch
    {
        AuditTamperedException => Failure.AuditTampered(),
        AuditUnavailableException => Failure.AuditUnavailable(),
        EventNotPublishedException or Dapr.DaprException or HttpRequestException or TimeoutException or TaskCanceledException => new Failure(
            ErrorCodes.ServiceUnavailable,
            StatusCodes.Status503ServiceUnavailable,
            "A part of the system cannot be reached",
            "The work was not completed. Try again shortly."),

        // The server's words name the limit.
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } large => new Failure(
            ErrorCodes.BodyTooLarge,
            StatusCodes.Status413PayloadTooLarge,
            "The body is too large",
            $"Send a smaller body. {large.Message}"),
        BadHttpRequestException { StatusCode: StatusCodes.Status401Unauthorized } => new Failure(
            ErrorCodes.MissingToken,
            StatusCodes.Status401Unauthorized,
            "Sign-in needed",
            "Send a valid token."),
        BadHttpRequestException bad => new Failure(ErrorCodes.BadRequest, bad.StatusCode, "The request cannot be read", bad.Message),
        _ => new Failure(
            ErrorCodes.InternalError,
            StatusCodes.Status500InternalServerError,
            "Something went wrong here",
            "The failure was logged. Name the request id when you report it."),
    };
}
