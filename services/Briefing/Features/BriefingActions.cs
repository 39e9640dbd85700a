namespace OpenClaw.Briefing.Features;

/// <summary>Governed actions of this service, as policies spell them.</summary>
internal static class BriefingActions
{
    public const string Discover = "briefing_discover";
    public const string Generate = "briefing_generate";
    public const string UpdateTask = "briefing_task_update";
    public const string ReadIssues = "github_issue_read";
    public const string ReadPullRequests = "github_pr_read";
}
