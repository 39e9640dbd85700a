using System.Collections.Frozen;

namespace OpenClaw.Connector.Features.GitHub;

/// <summary>Names of the vendor's events, as in <c>X-GitHub-Event</c>.</summary>
internal static class GitHubEvents
{
    public const string Ping = "ping";
    public const string Issues = "issues";
    public const string IssueComment = "issue_comment";
    public const string PullRequest = "pull_request";
    public const string PullRequestReview = "pull_request_review";

    private static readonly FrozenSet<string> Normalised =
        new[] { Issues, IssueComment, PullRequest, PullRequestReview }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Known = new[]
    {
        Ping, Issues, IssueComment, PullRequest, PullRequestReview, "pull_request_review_comment", "check_run", "check_suite",
        "create", "delete", "deployment", "deployment_status", "fork", "installation", "installation_repositories", "label",
        "member", "membership", "milestone", "organization", "push", "release", "repository", "star", "status", "team",
        "workflow_job", "workflow_run",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether such deliveries become items; all others are acknowledged and counted.</summary>
    public static bool AreItems(string eventName) => Normalised.Contains(eventName);

    public static string TagOf(string? eventName) => eventName is not null && Known.TryGetValue(eventName, out var known) ? known : "other";
}
