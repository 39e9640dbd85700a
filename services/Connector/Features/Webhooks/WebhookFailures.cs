using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Http;

namespace OpenClaw.Connector.Features.Webhooks;

internal static class WebhookFailures
{
    /// <summary>One answer for unsigned, forged and unknown, so nothing can be learned from it.</summary>
    public static Failure Forged() => new(
        ErrorCodes.InvalidSignature,
        StatusCodes.Status401Unauthorized,
        "The delivery is not signed by a known sender",
        "Check the webhook's address and secret. Nothing was stored.");

    public static Failure TooLarge(int limit) => new(
        ErrorCodes.BodyTooLarge,
        StatusCodes.Status413PayloadTooLarge,
        "The body is too large",
        $"A delivery may have at most {limit} bytes.");

    public static Failure Missing(string header) => new(
        ErrorCodes.BadRequest,
        StatusCodes.Status400BadRequest,
        "The delivery is not complete",
        $"The header {header} is missing or not usable.");

    public static Failure Unavailable() => new(
        ErrorCodes.ServiceUnavailable,
        StatusCodes.Status503ServiceUnavailable,
        "A part of the system cannot be reached",
        "The delivery was not completed. Send it again shortly; nothing will happen twice.");
}
