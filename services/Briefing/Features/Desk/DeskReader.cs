using System.Buffers.Text;
using System.Globalization;
using System.Text;
using OpenClaw.Briefing.Features.Composition;
using OpenClaw.Briefing.Features.Tasks;

namespace OpenClaw.Briefing.Features.Desk;

/// <summary>Pages through tasks and briefings. Cursors name a place in the order, so rows that come or go shift nothing.</summary>
internal static class DeskReader
{
    public static TaskPage Tasks(DeskState state, TaskQuery query)
    {
        var start = query.Cursor is { } cursor ? Decode(cursor) : null;
        var rows = BriefingComposer.Rank(state.Tasks.Values)
            .Where(task => Matches(task, query))
            .Where(task => start is null || PlaceOf(task).CompareTo(start.Value) > 0)
            .Take(query.Limit + 1)
            .ToArray();
        return rows.Length > query.Limit
            ? new TaskPage(rows[..query.Limit], Encode(PlaceOf(rows[query.Limit - 1])))
            : new TaskPage(rows, null);
    }

    public static BriefingPage Briefings(DeskState state, BriefingQuery query)
    {
        var rows = state.Briefings
            .SkipWhile(entry => query.After is { } after && entry.Id != after)
            .Skip(query.After is null ? 0 : 1)
            .Where(entry => !(entry.GeneratedAt < query.From) && !(entry.GeneratedAt > query.To))
            .Take(query.Limit + 1)
            .ToArray();
        return rows.Length > query.Limit
            ? new BriefingPage(rows[..query.Limit], rows[query.Limit - 1].Id.ToString("N"))
            : new BriefingPage(rows, null);
    }

    public static bool IsCursor(string cursor) => Decode(cursor) is not null;

    private static bool Matches(WorkTask task, TaskQuery query) =>
        (query.Statuses.Count == 0 || query.Statuses.Contains(task.Status))
        && !(task.PriorityScore < query.MinScore)
        && (query.Source is null || task.Sources.Any(source => source.System == query.Source))
        && (query.Blocking is null || task.Signals.BlockingRelationships.Count > 0 == query.Blocking);

    private static (int, long, long, Guid) PlaceOf(WorkTask task) => (
        -task.PriorityScore,
        (task.Signals.Deadline ?? DateTimeOffset.MaxValue).UtcTicks,
        task.DiscoveredAt.UtcTicks,
        task.Id);

    private static string Encode((int Score, long Deadline, long Discovered, Guid Id) place) => Base64Url.EncodeToString(
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{place.Score}:{place.Deadline}:{place.Discovered}:{place.Id:N}")));

    private static (int, long, long, Guid)? Decode(string cursor)
    {
        if (!Base64Url.IsValid(cursor))
        {
            return null;
        }

        var parts = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(cursor)).Split(':');
        return parts.Length == 4
            && int.TryParse(parts[0], CultureInfo.InvariantCulture, out var score)
            && long.TryParse(parts[1], CultureInfo.InvariantCulture, out var deadline)
            && long.TryParse(parts[2], CultureInfo.InvariantCulture, out var discovered)
            && Guid.TryParseExact(parts[3], "N", out var id)
                ? (score, deadline, discovered, id)
                : null;
    }
}
