using System.Globalization;
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
        EventEntries.IdOf(ready),
        Kind,
        Title,
        Summary(ready),
        $"/api/v1/briefings/{ready.BriefingId}",
        ready.OccurredAt,
        ready.RequestId);

    public static string ToChat(BriefingReady ready)
    {
        var text = new StringBuilder().Append('*').Append(Title).Append("*: ").Append(Count(ready.TaskCount));
        for (var index = 0; index < ready.TopTasks.Count; index++)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{index + 1}. {EventEntries.Escape(ready.TopTasks[index])}");
        }

        return text.ToString();
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
}
