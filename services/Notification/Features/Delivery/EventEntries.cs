using System.Security.Cryptography;
using System.Text;
using OpenClaw.Contracts;

namespace OpenClaw.Notification.Features.Delivery;

/// <summary>What inbox entries and chat messages made from events have in common.</summary>
internal static class EventEntries
{
    /// <summary>A UUID v7 of the event's time with the hash of its id: the same event always has the same entry.</summary>
    public static Guid IdOf(IEvent message) => IdOf(message.TenantId, message.EventId, message.OccurredAt);

    /// <summary>The same for what several events tell of.</summary>
    public static Guid IdOf(string tenantId, string name, DateTimeOffset time)
    {
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"notification|{tenantId}|{name}"), bytes);
        var milliseconds = time.ToUnixTimeMilliseconds();
        for (var index = 5; index >= 0; index--)
        {
            bytes[index] = (byte)milliseconds;
            milliseconds >>= 8;
        }

        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x70);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes[..16], bigEndian: true);
    }

    /// <summary>Slack's mrkdwn: what comes from outside has its three control characters escaped.</summary>
    public static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal)
        .ReplaceLineEndings(" ");
}
