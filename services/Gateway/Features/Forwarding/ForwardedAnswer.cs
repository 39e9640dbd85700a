using System.Text.Json;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Http;

namespace OpenClaw.Gateway.Features.Forwarding;

/// <summary>
/// Brings a service's answer back: status, a list of harmless headers, the body as it streams. Errors of the sidecar itself
/// become 503; they are about our insides.
/// </summary>
internal sealed class ForwardedAnswer(ILogger<ForwardedAnswer> logger)
{
    private const int MaxSidecarErrorBytes = 16 * 1024;
    private const string ProblemJson = "application/problem+json";

    public async Task WriteAsync(HttpContext context, ForwardedRoute route, HttpResponseMessage response)
    {
        if (await IsInternalFaultAsync(context, route, response))
        {
            await new Failure(
                ErrorCodes.ServiceUnavailable,
                StatusCodes.Status503ServiceUnavailable,
                "A part of the system cannot be reached",
                "The work was not completed. Try again shortly.").ToProblem().ExecuteAsync(context);
            return;
        }

        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
        {
            if (ForwardedHeaders.IsReturned(name))
            {
                context.Response.Headers[name] = values.ToArray();
            }
        }

        if (response.Content.Headers.ContentLength is { } length && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.ContentLength = length;
        }

        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private async Task<bool> IsInternalFaultAsync(HttpContext context, ForwardedRoute route, HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        if (status == StatusCodes.Status401Unauthorized && !route.IsWebhook)
        {
            // The person proved who they are to us; that the service does not believe us is not their fault.
            logger.InternalTokenRefused(route.AppId, context.Request.Path);
            return true;
        }

        if (status < 400 || response.Content.Headers.ContentType?.MediaType == ProblemJson)
        {
            return false;
        }

        var code = await SidecarErrorAsync(response, context.RequestAborted);
        if (code is null && status != StatusCodes.Status401Unauthorized)
        {
            return false;
        }

        logger.TargetUnreachable(route.AppId, context.Request.Path, status, code);
        return true;
    }

    /// <summary>The code of Dapr's error body <c>{"errorCode":"ERR_DIRECT_INVOKE","message":...}</c>, else null.</summary>
    private static async Task<string?> SidecarErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType != "application/json" || response.Content.Headers.ContentLength > MaxSidecarErrorBytes)
        {
            return null;
        }

        // Buffered, so that the body is still there when it turns out to be the service's own.
        await response.Content.LoadIntoBufferAsync(MaxSidecarErrorBytes, cancellationToken);
        try
        {
            using var document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("errorCode", out var code)
                && code.ValueKind == JsonValueKind.String
                && code.GetString()!.StartsWith("ERR_", StringComparison.Ordinal)
                    ? code.GetString()
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
