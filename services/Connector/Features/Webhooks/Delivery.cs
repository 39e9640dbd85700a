namespace OpenClaw.Connector.Features.Webhooks;

/// <summary>A webhook call as it arrived.</summary>
internal sealed record Delivery(
    string? PathHookId,
    string? HeaderHookId,
    string? Signature,
    string? DeliveryId,
    string? EventName,
    ReadOnlyMemory<byte> Body);

/// <summary>Answer to the vendor.</summary>
public sealed record DeliveryAnswer(string Status);

/// <summary>What became of a delivery; also the closed set of the counter's tag.</summary>
internal enum DeliveryOutcome
{
    Accepted,
    Duplicate,
    Ignored,
    Pong,
    Unreadable,
    Forged,
    Invalid,
    TooLarge,
    Denied,
    Unavailable,
}
