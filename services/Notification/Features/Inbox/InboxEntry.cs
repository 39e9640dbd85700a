namespace OpenClaw.Notification.Features.Inbox;

/// <summary>Whose inbox it is.</summary>
internal sealed record InboxOwner(string TenantId, string UserId);

/// <summary>One entry of a person's inbox with what is still to be done about it.</summary>
/// <param name="Id">Derived from the event that caused it, so that a repeated event finds its entry.</param>
/// <param name="Chat">Where the chat copy stands: pending, delivered, undelivered or refused.</param>
/// <param name="AnnouncedAt">When open browser windows were told.</param>
public sealed record InboxEntry(
    Guid Id,
    string Kind,
    string Title,
    string Text,
    string? Link,
    DateTimeOffset CreatedAt,
    string RequestId,
    DateTimeOffset? ReadAt = null,
    DateTimeOffset? AnnouncedAt = null,
    string Chat = ChatStates.Pending);

internal static class ChatStates
{
    public const string Pending = "pending";
    public const string Delivered = "delivered";
    public const string Undelivered = "undelivered";
    public const string Refused = "refused";
}
