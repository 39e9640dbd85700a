using System.Buffers;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using OpenClaw.Connector.Options;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Connector.Features.Webhooks;

/// <summary>
/// <c>POST /api/v1/webhooks/github[/{hookId}]</c>. GitHub proves itself by the signature; the sidecar token proves that
/// the call came through our own door.
/// </summary>
internal static class ReceiveGitHubWebhook
{
    public static void MapReceiveGitHubWebhook(this IEndpointRouteBuilder app)
    {
        Describe(app.MapPost("/api/v1/webhooks/github", (HttpContext context, GitHubWebhookHandler handler, IOptions<GitHubOptions> options) =>
            ReceiveAsync(null, context, handler, options.Value))).WithName("ReceiveGitHubWebhook");
        Describe(app.MapPost("/api/v1/webhooks/github/{hookId}", (string hookId, HttpContext context, GitHubWebhookHandler handler, IOptions<GitHubOptions> options) =>
            ReceiveAsync(hookId, context, handler, options.Value))).WithName("ReceiveGitHubWebhookOfHook");
    }

    private static RouteHandlerBuilder Describe(RouteHandlerBuilder route) => route
        .RequireSidecar()
        .WithSummary("Take a signed GitHub delivery")
        .Produces<DeliveryAnswer>()
        .Produces<DeliveryAnswer>(StatusCodes.Status202Accepted)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> ReceiveAsync(
        string? hookId, HttpContext context, GitHubWebhookHandler handler, GitHubOptions options)
    {
        var body = await ReadBodyAsync(context, options.MaxBodyBytes);
        if (body is null)
        {
            context.RequestServices.GetRequiredService<WebhookMetrics>().Count(Header(context, "X-GitHub-Event"), DeliveryOutcome.TooLarge);
            return WebhookFailures.TooLarge(options.MaxBodyBytes).ToProblem();
        }

        var result = await handler.HandleAsync(
            new Delivery(
                hookId,
                Header(context, "X-GitHub-Hook-ID"),
                Header(context, "X-Hub-Signature-256"),
                Header(context, "X-GitHub-Delivery"),
                Header(context, "X-GitHub-Event"),
                body),
            context.RequestAborted);
        return result.Failure?.ToProblem() ?? Answer(result.Outcome);
    }

    private static IResult Answer(DeliveryOutcome outcome) => outcome switch
    {
        DeliveryOutcome.Duplicate => TypedResults.Ok(new DeliveryAnswer("duplicate")),
        DeliveryOutcome.Pong => TypedResults.Ok(new DeliveryAnswer("pong")),
        DeliveryOutcome.Accepted => TypedResults.Accepted((string?)null, new DeliveryAnswer("accepted")),
        DeliveryOutcome.Unreadable => TypedResults.Accepted((string?)null, new DeliveryAnswer("unreadable")),
        _ => TypedResults.Accepted((string?)null, new DeliveryAnswer("ignored")),
    };

    /// <summary>The raw bytes, because the signature covers exactly them; null when there are more than allowed.</summary>
    private static async Task<byte[]?> ReadBodyAsync(HttpContext context, int limit)
    {
        if (context.Request.ContentLength > limit)
        {
            return null;
        }

        // The limit of this route is ours; the server's own would answer before we can count.
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize = null;
        using var buffered = new MemoryStream((int)(context.Request.ContentLength ?? 0));
        var chunk = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            int read;
            while ((read = await context.Request.Body.ReadAsync(chunk, context.RequestAborted)) > 0)
            {
                if (buffered.Length + read > limit)
                {
                    return null;
                }

                buffered.Write(chunk, 0, read);
            }

            return buffered.ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk, clearArray: true);
        }
    }

    private static string? Header(HttpContext context, string name) =>
        context.Request.Headers.TryGetValue(name, out var values) && values.Count == 1 ? values[0] : null;
}
