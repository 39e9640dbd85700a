using OpenClaw.Briefing.Features.Tasks;
using OpenClaw.Contracts;

namespace OpenClaw.Briefing.Features.Composition;

/// <summary>A calendar entry, already without those that are cancelled, declined, transparent or free.</summary>
internal sealed record Meeting(DateTimeOffset Start, DateTimeOffset End);

/// <summary>The working hours of one day.</summary>
internal sealed record WorkingWindow(DateTimeOffset Start, DateTimeOffset End);

/// <summary>Places tasks into the free time of a day (spec/briefing.md 6.2).</summary>
internal static class TimeBlockPlanner
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(30);

    public static IReadOnlyList<TimeBlock> Plan(
        WorkingWindow window, IReadOnlyList<Meeting> meetings, TimeSpan buffer, IReadOnlyList<WorkTask> ranked, DateTimeOffset now)
    {
        // Past time is never suggested.
        var today = window with { Start = now > window.Start ? now : window.Start };
        if (today.End - today.Start < Shortest)
        {
            return [];
        }

        return meetings.Count == 0
            ? [Block(today.Start, today.End, ranked.Count > 0 ? ranked[0] : null)]
            : Place(FreeTime(today, meetings, buffer), ranked);
    }

    private static List<(DateTimeOffset Start, DateTimeOffset End)> FreeTime(WorkingWindow window, IEnumerable<Meeting> meetings, TimeSpan buffer)
    {
        var gaps = new List<(DateTimeOffset, DateTimeOffset)>();
        var cursor = window.Start;
        foreach (var meeting in meetings.OrderBy(meeting => meeting.Start))
        {
            Add(cursor, meeting.Start - buffer);

            // A meeting inside another must not move the cursor back: that would invent free time inside the outer one.
            cursor = meeting.End + buffer > cursor ? meeting.End + buffer : cursor;
        }

        Add(cursor, window.End);
        return gaps;

        void Add(DateTimeOffset start, DateTimeOffset end)
        {
            end = end < window.End ? end : window.End;
            if (end - start >= Shortest)
            {
                gaps.Add((start, end));
            }
        }
    }

    private static IReadOnlyList<TimeBlock> Place(List<(DateTimeOffset Start, DateTimeOffset End)> gaps, IReadOnlyList<WorkTask> ranked)
    {
        var blocks = new List<TimeBlock>();
        foreach (var task in ranked)
        {
            var effort = EffortOf(task);
            var index = gaps.FindIndex(gap => gap.End - gap.Start - effort is var rest && (rest == TimeSpan.Zero || rest >= Shortest));
            if (index < 0)
            {
                continue;
            }

            var (start, end) = gaps[index];
            blocks.Add(Block(start, start + effort, task));
            if (start + effort == end)
            {
                gaps.RemoveAt(index);
            }
            else
            {
                gaps[index] = (start + effort, end);
            }
        }

        blocks.AddRange(gaps.Select(gap => Block(gap.Start, gap.End, null)));
        return [.. blocks.OrderBy(block => block.Start)];
    }

    // No estimate exceeds two hours, so no task is ever split.
    private static TimeSpan EffortOf(WorkTask task) => TimeSpan.FromMinutes(task switch
    {
        { Relation: ItemRelation.ReviewRequested } => 90,
        { Sources: [{ System: "gmail" }, ..] } => 15,
        { Sources: [{ System: "gdrive" }, ..] } => 60,
        _ => 45,
    });

    private static TimeBlock Block(DateTimeOffset start, DateTimeOffset end, WorkTask? task) =>
        new(start, end, task?.Id, task is null ? "Free block" : $"Deep work: {task.Title}");
}
