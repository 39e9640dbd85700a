using System.Text.Json;
using OpenClaw.Connector.Features.GitHub;
using OpenClaw.Contracts;

namespace OpenClaw.Connector.Features.Reads;

/// <summary>
/// Reviews of a pull request: whether its author has to change something (each reviewer's last verdict counts), and how
/// often a reviewer was asked again (every earlier review of somebody who is asked now).
/// </summary>
internal sealed class ReviewLookup(IGitHubApi api)
{
    public async Task<ItemObservation> AddAsync(
        ItemObservation seen, ReadOrder order, string repository, ReviewBudget budget, CancellationToken cancellationToken)
    {
        if (seen.Item.Number("number") is not { } number || !budget.TryTake())
        {
            return seen;
        }

        using var answer = await api.GetAsync(
            seen.Connection.ApiEndpoint, $"repos/{repository}/pulls/{number}/reviews?per_page=100", null, cancellationToken);
        if (answer.Outcome != GitHubOutcome.Ok || answer.Document?.RootElement is not { ValueKind: JsonValueKind.Array } list)
        {
            // Without the reviews the item is still right, only less is known about it.
            return seen;
        }

        return Apply(seen, order, [.. list.EnumerateArray()]);
    }

    private static ItemObservation Apply(ItemObservation seen, ReadOrder order, JsonElement[] reviews)
    {
        var author = seen.Item.Login("user");
        var verdicts = reviews
            .Where(review => review.Text("state") is "APPROVED" or "CHANGES_REQUESTED" or "DISMISSED")
            .GroupBy(review => review.Login("user"), StringComparer.OrdinalIgnoreCase)
            .Select(group => group.Last().Text("state"));
        var asksAuthor = author is not null && verdicts.Contains("CHANGES_REQUESTED");
        var isAsked = seen.Item.Logins("requested_reviewers").Any(order.IsReader);
        return seen with
        {
            Concerns = asksAuthor ? new Dictionary<string, ItemRelation> { [author!] = ItemRelation.ChangesRequested } : seen.Concerns,
            FollowUps = isAsked ? reviews.Count(review => order.IsReader(review.Login("user"))) : 0,
        };
    }
}
