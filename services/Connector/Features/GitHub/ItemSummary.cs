using System.Text;

namespace OpenClaw.Connector.Features.GitHub;

/// <summary>One line of facts: <c>#7 Title | open | feature -&gt; main | sarah-dev | Reviewers: tom-lead</c>.</summary>
internal static class ItemSummary
{
    private const int Longest = 500;

    public static string Write(ItemObservation seen, long number, string title)
    {
        var item = seen.Item;
        var line = new StringBuilder().Append('#').Append(number).Append(' ').Append(title).Append(" | ").Append(State(seen));
        if (item.Object("head")?.Text("ref") is { } head && item.Object("base")?.Text("ref") is { } target)
        {
            line.Append(" | ").Append(head).Append(" -> ").Append(target);
        }

        Append(line, " | ", [item.Login("user")]);
        Append(line, " | Assignees: ", item.Logins("assignees"));
        Append(line, " | Reviewers: ", item.Logins("requested_reviewers"));
        Append(line, " | Milestone: ", [item.Object("milestone")?.Text("title")]);
        return ItemNormaliser.Cut(SensitiveText.Redact(line.ToString()), Longest);
    }

    private static string State(ItemObservation seen) => seen.Item switch
    {
        var item when item.Time("merged_at") is not null => "merged",
        var item when item.Flag("draft") == true => "draft",
        _ => ItemNormaliser.StateOf(seen) == Contracts.ItemState.Open ? "open" : "closed",
    };

    private static void Append(StringBuilder line, string heading, IEnumerable<string?> values)
    {
        var text = string.Join(", ", values.OfType<string>());
        if (text.Length > 0)
        {
            line.Append(heading).Append(text);
        }
    }
}
