using System.Text.Json;
using Microsoft.Extensions.Options;
using OpenClaw.Connector.Features.GitHub;
using OpenClaw.Connector.Options;
using OpenClaw.Contracts;

namespace OpenClaw.Connector.Features.Reads;

/// <summary>One page of a repository's issues or pull requests, as items that concern the reader.</summary>
internal sealed class GitHubPageReader(
    IGitHubApi api, RepositoryLookup repositories, ReviewLookup reviews, PageCache cache, IOptions<GitHubOptions> options)
{
    public async Task<PageResult> ReadAsync(ReadOrder order, ReadTrack track, int page, ReviewBudget budget, CancellationToken cancellationToken)
    {
        var path = PathOf(track, page);
        var key = KeyOf(order, path);
        var lookups = budget.Used;
        var cached = cache.Find(key);
        using var answer = await api.GetAsync(order.Connection.ApiEndpoint, path, cached?.ETag, cancellationToken);
        if (answer.Outcome == GitHubOutcome.NotModified && cached is not null)
        {
            return new PageResult(answer, cached.Items, cached.NextPage);
        }

        if (answer.Outcome != GitHubOutcome.Ok || answer.Document is null)
        {
            return new PageResult(answer, [], null);
        }

        var items = track.Assignee is not null
            ? Issues(order, await repositories.FindAsync(order.Connection, track.Repository, cancellationToken), answer.Document)
            : await PullRequestsAsync(order, track.Repository, answer.Document, budget, cancellationToken);

        // Reviews change without the list's tag changing, so pages that needed them are read anew.
        cache.Keep(key, new CachedPage(budget.Used == lookups ? answer.ETag : null, items, answer.NextPage));
        return new PageResult(answer, items, answer.NextPage);
    }

    /// <summary>What was last seen of a list, without asking anybody.</summary>
    public IEnumerable<ConnectorItem> Remembered(ReadOrder order, ReadTrack track)
    {
        for (int? page = 1; page is { } number;)
        {
            var known = cache.Find(KeyOf(order, PathOf(track, number)));
            foreach (var item in known?.Items ?? [])
            {
                yield return item;
            }

            page = known?.NextPage > number ? known.NextPage : null;
        }
    }

    private static string KeyOf(ReadOrder order, string path) => $"{order.Connection.Id}|{string.Join(',', order.Logins)}|{path}";

    private string PathOf(ReadTrack track, int page)
    {
        var common = $"state=open&sort=updated&direction=desc&per_page={options.Value.PageSize}&page={page}";
        return track.Assignee is { } login
            ? $"repos/{track.Repository}/issues?assignee={Uri.EscapeDataString(login)}&{common}"
            : $"repos/{track.Repository}/pulls?{common}";
    }

    private static List<ConnectorItem> Issues(ReadOrder order, RepositoryFacts repository, JsonDocument document) =>
        [.. Elements(document)
            .Where(element => element.Object("pull_request") is null)
            .Select(element => ItemNormaliser.Normalise(new ItemObservation(element, repository, order.Connection) { IsPullRequest = false }))
            .OfType<ConnectorItem>()];

    private async Task<List<ConnectorItem>> PullRequestsAsync(
        ReadOrder order, string repository, JsonDocument document, ReviewBudget budget, CancellationToken cancellationToken)
    {
        var items = new List<ConnectorItem>();
        foreach (var element in Elements(document))
        {
            var isAsked = element.Logins("requested_reviewers").Any(order.IsReader);
            var isOwn = order.IsReader(element.Login("user"));
            var isAssigned = element.Logins("assignees").Any(order.IsReader);
            if (!isAsked && !isOwn && !isAssigned)
            {
                continue;
            }

            var facts = RepositoryFacts.Read(element.Object("base")?.Object("repo")) ?? new RepositoryFacts(repository, Classification.Internal);
            var seen = new ItemObservation(element, facts, order.Connection) { IsPullRequest = true };
            seen = await reviews.AddAsync(seen, order, repository, budget, cancellationToken);
            if ((isAsked || isAssigned || seen.Concerns.Count > 0) && ItemNormaliser.Normalise(seen) is { } item)
            {
                items.Add(item);
            }
        }

        return items;
    }

    private static List<JsonElement> Elements(JsonDocument document) =>
        document.RootElement.ValueKind == JsonValueKind.Array ? [.. document.RootElement.EnumerateArray()] : [];
}

/// <param name="Answer">Outcome and rate facts; its document is gone.</param>
internal sealed record PageResult(GitHubAnswer Answer, IReadOnlyList<ConnectorItem> Items, int? NextPage);

/// <summary>How many pull requests may still be looked at closer in this read.</summary>
internal sealed class ReviewBudget(int most)
{
    public int Used { get; private set; }

    public bool TryTake()
    {
        if (Used >= most)
        {
            return false;
        }

        Used++;
        return true;
    }
}
