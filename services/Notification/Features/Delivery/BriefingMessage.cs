using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OpenClaw.Contracts;
using OpenClaw.Notification.Features.Inbox;

namespace OpenClaw.Notification.Features.Delivery;

/// <summary>Words for a finished briefing.</summary>
internal static class BriefingMessage
{
    public const string Kind = "briefing_ready";
    private const string Title = "Your briefing is ready";

    public static InboxEntry ToEntry(BriefingReady ready) => new(
        IdOf(ready),
        Kind,
        Title,
        Summary(ready),
        $"/api/v1/briefings/{ready.BriefingId}",
        ready.OccurredAt,
        ready.RequestId);

    /// <summary>Slack's mrkdwn: titles come from outside, so its three control characters are escaped.</summary>
    public static string ToChat(BriefingReady ready)
    {
        var text = new StringBuilder().Append('*').Append(Title).Append("*: ").Append(Count(ready.TaskCount));
        for (var index = 0; index < ready.TopTasks.Count; index++)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{index + 1}. {Escape(ready.TopTasks[index])}");
        }

        return text.ToString();
    }

    /// <summary>A UUID v7 of the event's time with the hash of its id: the same event always has the same entry.</summary>
    private static Guid IdOf(BriefingReady ready)
    {
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"notification|{ready.TenantId}|{ready.EventId}"), bytes);
        var milliseconds = ready.OccurredAt.ToUnixTimeMilliseconds();
        for (var index = 5; index >= 0; index--)
        {
            bytes[index] = (byte)milliseconds;
            milliseconds >>= 8;
        }

        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x70);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes[..16], bigEndian: true);
    }

    private static string Summary(BriefingReady ready) => ready.TopTasks.Count == 0
        ? "Nothing waits for you."
        : $"{Count(ready.TaskCount)}. First: {ready.TopTasks[0]}";

    private static string Count(int tasks) => tasks switch
    {
        0 => "nothing waits for you",
        1 => "1 task",
        _ => string.Create(CultureInfo.InvariantCulture, $"{tasks} tasks"),
    };

    private static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal)
        .ReplaceLineEndings(" ");
}
