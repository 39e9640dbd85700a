using System.Globalization;
using System.Text.Json.Nodes;
using OpenClaw.Simulators.GitHub.Seed;

namespace OpenClaw.Simulators.GitHub;

/// <summary>The vendor's JSON, member for member as far as the product could look.</summary>
public sealed class GitHubShapes(GitHubWorld world)
{
    private const string Api = "https://api.github.com";
    private const string Site = "https://github.com";

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public JsonObject Account(string login)
    {
        var account = world.Account(login);
        return new JsonObject
        {
            ["login"] = account.Login,
            ["id"] = account.Id,
            ["node_id"] = $"U_{account.Id}",
            ["gravatar_id"] = "",
            ["url"] = $"{Api}/users/{account.Login}",
            ["html_url"] = $"{Site}/{account.Login}",
            ["type"] = account.IsOrganization ? "Organization" : "User",
            ["site_admin"] = false,
        };
    }

    public JsonObject Repository(SeedRepository repository) => new()
    {
        ["id"] = repository.Id,
        ["node_id"] = $"R_{repository.Id}",
        ["name"] = repository.Name,
        ["full_name"] = repository.FullName,
        ["private"] = repository.IsPrivate,
        ["owner"] = Account(repository.Owner),
        ["html_url"] = $"{Site}/{repository.FullName}",
        ["description"] = repository.Description,
        ["fork"] = false,
        ["url"] = $"{Api}/repos/{repository.FullName}",
        ["default_branch"] = "main",
        ["archived"] = false,
        ["disabled"] = false,
        ["open_issues_count"] = repository.Issues.Count(issue => issue.IsOpen),
        ["visibility"] = repository.IsPrivate ? "private" : "public",
    };

    public JsonObject Issue(SeedRepository repository, SeedIssue issue)
    {
        var kind = issue.Pull is null ? "issues" : "pull";
        var shape = Common(repository, issue);
        shape["url"] = $"{Api}/repos/{repository.FullName}/issues/{issue.Number}";
        shape["html_url"] = $"{Site}/{repository.FullName}/{kind}/{issue.Number}";
        shape["repository_url"] = $"{Api}/repos/{repository.FullName}";
        shape["comments"] = issue.Comments.Count;
        if (issue.Pull is not null)
        {
            shape["pull_request"] = new JsonObject
            {
                ["url"] = $"{Api}/repos/{repository.FullName}/pulls/{issue.Number}",
                ["html_url"] = $"{Site}/{repository.FullName}/pull/{issue.Number}",
            };
        }

        return shape;
    }

    public JsonObject Pull(SeedRepository repository, SeedIssue issue)
    {
        var pull = issue.Pull ?? throw new ArgumentException("This is no pull request.", nameof(issue));
        var shape = Common(repository, issue);
        shape["url"] = $"{Api}/repos/{repository.FullName}/pulls/{issue.Number}";
        shape["html_url"] = $"{Site}/{repository.FullName}/pull/{issue.Number}";
        shape["merged_at"] = pull.MergedAt is { } merged ? Time(merged) : null;
        shape["draft"] = pull.IsDraft;
        shape["requested_reviewers"] = Accounts(pull.Reviewers);
        shape["requested_teams"] = new JsonArray();
        shape["head"] = Branch(repository, pull.HeadRef);
        shape["base"] = Branch(repository, pull.BaseRef);
        shape["auto_merge"] = null;
        return shape;
    }

    public JsonObject Review(SeedRepository repository, SeedIssue issue, SeedReview review) => new()
    {
        ["id"] = review.Id,
        ["node_id"] = $"PRR_{review.Id}",
        ["user"] = Account(review.Author),
        ["body"] = review.Body ?? "",
        ["state"] = review.State,
        ["html_url"] = $"{Site}/{repository.FullName}/pull/{issue.Number}#pullrequestreview-{review.Id}",
        ["pull_request_url"] = $"{Api}/repos/{repository.FullName}/pulls/{issue.Number}",
        ["submitted_at"] = Time(review.At),
        ["author_association"] = "MEMBER",
    };

    public JsonObject Comment(SeedRepository repository, SeedIssue issue, SeedComment comment) => new()
    {
        ["id"] = comment.Id,
        ["node_id"] = $"IC_{comment.Id}",
        ["url"] = $"{Api}/repos/{repository.FullName}/issues/comments/{comment.Id}",
        ["html_url"] = $"{Site}/{repository.FullName}/issues/{issue.Number}#issuecomment-{comment.Id}",
        ["user"] = Account(comment.Author),
        ["created_at"] = Time(comment.At),
        ["updated_at"] = Time(comment.At),
        ["author_association"] = "MEMBER",
        ["body"] = comment.Body,
    };

    private JsonObject Common(SeedRepository repository, SeedIssue issue) => new()
    {
        ["id"] = issue.Id,
        ["node_id"] = $"I_{issue.Id}",
        ["number"] = issue.Number,
        ["title"] = issue.Title,
        ["user"] = Account(issue.Author),
        ["labels"] = new JsonArray([.. issue.Labels.Select(Label)]),
        ["state"] = issue.IsOpen ? "open" : "closed",
        ["locked"] = false,
        ["assignee"] = issue.Assignees.Count == 0 ? null : Account(issue.Assignees[0]),
        ["assignees"] = Accounts(issue.Assignees),
        ["milestone"] = repository.Milestones.FirstOrDefault(milestone => milestone.Title == issue.Milestone) is { } milestone ? Milestone(milestone) : null,
        ["created_at"] = Time(issue.CreatedAt),
        ["updated_at"] = Time(issue.UpdatedAt),
        ["closed_at"] = issue.ClosedAt is { } closed ? Time(closed) : null,
        ["author_association"] = "MEMBER",
        ["active_lock_reason"] = null,
        ["body"] = issue.Body,
    };

    private static JsonNode Label(string name) => new JsonObject { ["name"] = name, ["color"] = "ededed", ["default"] = name == "bug", ["description"] = null };

    private static JsonObject Milestone(SeedMilestone milestone) => new()
    {
        ["number"] = milestone.Number,
        ["title"] = milestone.Title,
        ["state"] = "open",
        ["due_on"] = Time(milestone.DueOn),
    };

    private JsonObject Branch(SeedRepository repository, string name) => new()
    {
        ["label"] = $"{repository.Owner}:{name}",
        ["ref"] = name,
        ["sha"] = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{repository.FullName}:{name}")))[..40],
        ["user"] = Account(repository.Owner),
        ["repo"] = Repository(repository),
    };

    private JsonArray Accounts(IEnumerable<string> logins) => new([.. logins.Select(login => (JsonNode)Account(login))]);
}
