using System.Text;
using System.Text.Json.Nodes;
using OpenClaw.Simulators.GitHub.Seed;

namespace OpenClaw.Simulators.GitHub.Deliveries;

/// <summary>What GitHub would have sent while the seed companies worked.</summary>
public sealed class CompanyDeliveries(GitHubWorld world)
{
    private readonly GitHubShapes _shapes = new(world);

    /// <summary>Deliveries of one organisation, in the order in which they happened.</summary>
    public IReadOnlyList<WebhookDelivery> Of(string owner) =>
        [.. world.Repositories.Where(repository => repository.Owner == owner)
            .SelectMany(OfRepository)
            .OrderBy(step => step.At)
            .Select(step => step.Delivery)];

    private IEnumerable<(DateTimeOffset At, WebhookDelivery Delivery)> OfRepository(SeedRepository repository)
    {
        yield return (DateTimeOffset.MinValue, Make(repository, "ping", "", "hello", new JsonObject { ["zen"] = "Keep it logically awesome.", ["hook_id"] = 1 }, repository.Owner));
        yield return (DateTimeOffset.MinValue, Make(repository, "push", "", "first", new JsonObject { ["ref"] = "refs/heads/main", ["commits"] = new JsonArray() }, repository.Owner));
        yield return (DateTimeOffset.MinValue, Make(repository, "sponsorship_wish", "created", "unknown", [], repository.Owner));
        foreach (var issue in repository.Issues)
        {
            foreach (var step in issue.Pull is null ? OfIssue(repository, issue) : OfPull(repository, issue))
            {
                yield return step;
            }
        }
    }

    private IEnumerable<(DateTimeOffset, WebhookDelivery)> OfIssue(SeedRepository repository, SeedIssue issue)
    {
        yield return Item(repository, issue, "issues", "opened", issue.Author, issue.CreatedAt);
        if (issue.Assignees.Count > 0)
        {
            yield return Item(repository, issue, "issues", "assigned", issue.Author, issue.CreatedAt.AddHours(1));
        }

        foreach (var step in CommentsOn(repository, issue))
        {
            yield return step;
        }

        if (!issue.IsOpen)
        {
            yield return Item(repository, issue, "issues", "closed", issue.Assignees is [var first, ..] ? first : issue.Author, issue.UpdatedAt);
        }
    }

    private IEnumerable<(DateTimeOffset, WebhookDelivery)> OfPull(SeedRepository repository, SeedIssue issue)
    {
        yield return Item(repository, issue, "pull_request", "opened", issue.Author, issue.CreatedAt);
        if (issue.Pull!.Reviewers.Count > 0)
        {
            yield return Item(repository, issue, "pull_request", "review_requested", issue.Author, issue.CreatedAt.AddHours(1));
        }

        foreach (var review in issue.Pull.Reviews)
        {
            var shape = _shapes.Review(repository, issue, review);
            shape["state"] = review.State.ToLowerInvariant();
            var body = new JsonObject { ["review"] = shape, ["pull_request"] = _shapes.Pull(repository, Before(issue, review.At)) };
            yield return (review.At, Make(repository, "pull_request_review", "submitted", $"{issue.Number}/{review.Id}", body, review.Author));
        }

        foreach (var step in CommentsOn(repository, issue))
        {
            yield return step;
        }

        if (!issue.IsOpen)
        {
            yield return Item(repository, issue, "pull_request", "closed", issue.Author, issue.UpdatedAt);
        }
    }

    private IEnumerable<(DateTimeOffset, WebhookDelivery)> CommentsOn(SeedRepository repository, SeedIssue issue)
    {
        foreach (var comment in issue.Comments)
        {
            var body = new JsonObject { ["issue"] = _shapes.Issue(repository, Before(issue, comment.At)), ["comment"] = _shapes.Comment(repository, issue, comment) };
            yield return (comment.At, Make(repository, "issue_comment", "created", $"{issue.Number}/{comment.Id}", body, comment.Author));
        }
    }

    private (DateTimeOffset, WebhookDelivery) Item(
        SeedRepository repository, SeedIssue issue, string eventName, string action, string actor, DateTimeOffset at)
    {
        var seen = action == "closed" ? issue : Before(issue, at);
        if (action == "opened")
        {
            seen = seen with { Assignees = [], Pull = seen.Pull is null ? null : seen.Pull with { Reviewers = [] } };
        }

        var body = eventName == "pull_request"
            ? new JsonObject { ["number"] = issue.Number, ["pull_request"] = _shapes.Pull(repository, seen) }
            : new JsonObject { ["issue"] = _shapes.Issue(repository, seen) };
        return (at, Make(repository, eventName, action, $"{issue.Number}", body, actor));
    }

    /// <summary>Every event touches its item, and nothing was closed before it was.</summary>
    private static SeedIssue Before(SeedIssue issue, DateTimeOffset at) => issue with
    {
        ClosedAt = null,
        UpdatedAt = at,
        Pull = issue.Pull is null ? null : issue.Pull with { MergedAt = null },
    };

    private WebhookDelivery Make(SeedRepository repository, string eventName, string action, string subject, JsonObject content, string actor)
    {
        var body = new JsonObject();
        if (action.Length > 0)
        {
            body["action"] = action;
        }

        foreach (var (name, value) in content.ToArray())
        {
            content.Remove(name);
            body[name] = value;
        }

        body["repository"] = _shapes.Repository(repository);
        body["organization"] = new JsonObject { ["login"] = repository.Owner };
        body["installation"] = new JsonObject { ["id"] = repository.InstallationId };
        body["sender"] = _shapes.Account(actor);
        var label = $"{repository.FullName} {eventName}.{action} {subject}";
        return new WebhookDelivery(label, eventName, WebhookDelivery.IdOf(label), Encoding.UTF8.GetBytes(body.ToJsonString()));
    }
}
