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
    public async Task<PageResult> ReadAsync(ReadOrder order, string repository, string login, int page, ReviewBudget budget, CancellationToken cancellationToken)
    {
        var path = PathOf(order.Operation, repository, login, page);
        var key = $"{order.Connection.Id}|{login}|{path}";
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

        var items = order.Operation == GitHubReads.Issues
            ? Issues(order, await repositories.FindAsync(order.Connection, repository, cancellationToken), answer.Document)
            : await PullRequestsAsync(order, repository, login, answer.Document, budget, cancellationToken);
        if (answer.ETag is { } etag && !budget.WasUsed)
        {
            // Reviews change without the list's tag changing, so pages that needed them are read anew.
            cache.Keep(key, new CachedPage(etag, items, answer.NextPage));
        }

        return new PageResult(answer, items, answer.NextPage);
    }

    private string PathOf(string operation, string repository, string login, int page)
    {
        var common = $"state=open&sort=updated&direction=desc&per_page={options.Value.PageSize}&page={page}";
        return operation == GitHubReads.Issues
            ? $"repos/{repository}/issues?assignee={Uri.EscapeDataString(login)}&{common}"
            : $"repos/{repository}/pulls?{common}";
    }

    private static List<ConnectorItem> Issues(ReadOrder order, RepositoryFacts repository, JsonDocument document) =>
        [.. Elements(document)
            .Where(element => element.Object("pull_request") is null)
            .Select(element => ItemNormaliser.Normalise(new ItemObservation(element, repository, order.Connection) { IsPullRequest = false }))
            .OfType<ConnectorItem>()];

    private async Task<List<ConnectorItem>> PullRequestsAsync(
        ReadOrder order, string repository, string login, JsonDocument document, ReviewBudget budget, CancellationToken cancellationToken)
    {
        var items = new List<ConnectorItem>();
        foreach (var element in Elements(document))
        {
            var isAsked = element.Logins("requested_reviewers").Contains(login, StringComparer.OrdinalIgnoreCase);
            var isOwn = string.Equals(element.Login("user"), login, StringComparison.OrdinalIgnoreCase);
            var isAssigned = element.Logins("assignees").Contains(login, StringComparer.OrdinalIgnoreCase);
            if (!isAsked && !isOwn && !isAssigned)
            {
                continue;
            }

            var facts = RepositoryFacts.Read(element.Object("base")?.Object("repo")) ?? new RepositoryFacts(repository, Classification.Internal);
            var seen = new ItemObservation(element, facts, order.Connection) { IsPullRequest = true };
            seen = await reviews.AddAsync(seen, repository, login, budget, cancellationToken);
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
internal sealed class ReviewBudget(int left)
{
    private int _left = left;

    public bool WasUsed { get; private set; }

    public bool TryTake()
    {
        if (_left == 0)
        {
            return false;
        }

        _left--;
        WasUsed = true;
        return true;
    }
}
