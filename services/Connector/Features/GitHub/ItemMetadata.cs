using System.Globalization;

namespace OpenClaw.Connector.Features.GitHub;

/// <summary>The vendor facts that may leave the connector; what is not named here does not.</summary>
internal static class ItemMetadata
{
    private const int LongestValue = 300;

    public static IReadOnlyDictionary<string, string> Collect(ItemObservation seen, long number, IReadOnlyList<string> awaited)
    {
        var item = seen.Item;
        var facts = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["kind"] = seen.IsPullRequest ? "pull_request" : "issue",
            ["number"] = number.ToString(CultureInfo.InvariantCulture),

            // "partial": people missing from ConcernedUsers may still be concerned.
            ["snapshot"] = seen.IsWhole ? "full" : "partial",
        };
        Put(facts, "action", seen.Action);
        Put(facts, "state", item.Text("state"));
        Put(facts, "author", item.Login("user"));
        Put(facts, "headRef", item.Object("head")?.Text("ref"));
        Put(facts, "baseRef", item.Object("base")?.Text("ref"));
        Put(facts, "milestone", item.Object("milestone")?.Text("title"));
        Put(facts, "milestoneDueOn", item.Object("milestone")?.Text("due_on"));
        Put(facts, "mergedAt", item.Text("merged_at"));
        Put(facts, "draft", item.Flag("draft") is { } draft ? (draft ? "true" : "false") : null);
        Put(facts, "labels", string.Join(",", item.Items("labels").Select(label => label.Text("name")).OfType<string>()));
        Put(facts, "assignees", string.Join(",", item.Logins("assignees")));
        Put(facts, "requestedReviewers", string.Join(",", item.Logins("requested_reviewers")));
        Put(facts, "dependsOn", string.Join(",", awaited));
        return facts;
    }

    private static void Put(SortedDictionary<string, string> facts, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            facts[name] = ItemNormaliser.Cut(SensitiveText.Redact(value), LongestValue);
        }
    }
}
