using OpenClaw.Contracts;

namespace OpenClaw.Connector.Features.GitHub;

/// <summary>Turns an observation into the one shape that every consumer knows. No body text leaves this class.</summary>
internal static class ItemNormaliser
{
    private const int LongestTitle = 500;

    // Enough for every real text; a hostile one is not scanned to its end.
    private const int LongestScan = 256 * 1024;

    /// <summary>Null when the document lacks what makes it an item: a number, a title and a time.</summary>
    public static ConnectorItem? Normalise(ItemObservation seen)
    {
        var item = seen.Item;
        if (item.Number("number") is not { } number || item.Text("title") is not { } rawTitle || item.Time("updated_at") is not { } updated)
        {
            return null;
        }

        var repository = seen.Repository.FullName;
        var kind = seen.IsPullRequest ? "pull" : "issues";
        var sourceId = $"{repository}/{kind}/{number}";
        var text = Scan(rawTitle, item.Text("body"), seen.Remark);
        var title = Cut(SensitiveText.Redact(rawTitle), LongestTitle);
        return new ConnectorItem(
            $"github:{sourceId}",
            "github",
            sourceId,
            title,
            ItemSummary.Write(seen, number, title),
            SensitiveText.Raise(seen.Repository.Classification, text),
            item.Text("html_url") ?? $"https://github.com/{sourceId}",
            Latest(updated, seen.RemarkAt))
        {
            State = StateOf(seen),
            ConcernedUsers = ConcernedUsers.Find(seen),
            Participants = ParticipantsOf(seen),
            References = References.Find(text, item.Object("head")?.Text("ref"), repository, number, seen.Connection),
            Repository = repository,
            Deadline = item.Object("milestone")?.Time("due_on"),
            SenderSeniority = seen.Connection.SeniorityOf(seen.Actor ?? item.Login("user")),
            FollowUpCount = seen.FollowUps,
            Blocking = References.Blocked(text, repository),
            Metadata = ItemMetadata.Collect(seen, number, References.Awaited(text, repository)),
        };
    }

    public static ItemState StateOf(ItemObservation seen) =>
        seen.IsGone || seen.Item.Text("state") == "closed" || seen.Item.Time("closed_at") is not null || seen.Item.Time("merged_at") is not null
            ? ItemState.Completed
            : ItemState.Open;

    private static Participant[] ParticipantsOf(ItemObservation seen) =>
        [.. new[] { seen.Item.Login("user"), seen.Actor }
            .Concat(seen.Item.Logins("assignees"))
            .Concat(seen.Item.Logins("requested_reviewers"))
            .Concat(seen.Concerns.Keys)
            .OfType<string>()
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Order(StringComparer.Ordinal)
            .Select(seen.Connection.ParticipantOf)];

    private static string Scan(params IEnumerable<string?> texts)
    {
        var text = string.Join('\n', texts.OfType<string>());
        return text.Length <= LongestScan ? text : text[..LongestScan];
    }

    private static DateTimeOffset Latest(DateTimeOffset updated, DateTimeOffset? remark) =>
        remark > updated ? remark.Value : updated;

    internal static string Cut(string text, int longest)
    {
        if (text.Length <= longest)
        {
            return text;
        }

        // Never between the halves of a surrogate pair: half a character is not valid in JSON.
        var end = char.IsHighSurrogate(text[longest - 2]) ? longest - 2 : longest - 1;
        return text[..end] + "…";
    }
}
