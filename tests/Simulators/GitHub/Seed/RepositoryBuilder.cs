namespace OpenClaw.Simulators.GitHub.Seed;

/// <summary>
/// Writes a repository down in few words. All times are relative to an anchor that is the same for everybody on the same
/// day, so the simulator and the sender of deliveries tell one story.
/// </summary>
internal sealed class RepositoryBuilder(long id, string owner, string name, bool isPrivate, string description, long installation, DateTimeOffset anchor)
{
    private readonly List<SeedMilestone> _milestones = [];
    private readonly List<SeedIssue> _issues = [];

    public RepositoryBuilder Milestone(string title, double dueInHours)
    {
        _milestones.Add(new SeedMilestone(_milestones.Count + 1, title, anchor.AddHours(dueInHours)));
        return this;
    }

    public RepositoryBuilder Issue(
        string title, string by, string[] to, string[] labels, double hoursAgo, string body,
        string? milestone = null, bool closed = false, params (string By, string Text)[] comments)
    {
        _issues.Add(Common(title, by, to, labels, hoursAgo, body, milestone, closed, comments));
        return this;
    }

    public RepositoryBuilder Pull(
        string title, string by, string[] reviewers, string branch, double hoursAgo, string body,
        (string By, string State, string? Text)[]? reviews = null, bool draft = false, bool merged = false, string? milestone = null,
        params (string By, string Text)[] comments)
    {
        var issue = Common(title, by, [], ["pull"], hoursAgo, body, milestone, merged, comments);
        _issues.Add(issue with
        {
            Labels = [],
            Pull = new SeedPull(branch)
            {
                Reviewers = reviewers,
                IsDraft = draft,
                MergedAt = issue.ClosedAt,
                Reviews = [.. (reviews ?? []).Select((review, index) =>
                    new SeedReview((issue.Id * 10) + index, review.By, review.State, review.Text, issue.UpdatedAt.AddMinutes(index - 30)))],
            },
        });
        return this;
    }

    public SeedRepository Build() => new(id, owner, name, isPrivate, description)
    {
        InstallationId = installation,
        Milestones = [.. _milestones],
        Issues = [.. _issues],
    };

    private SeedIssue Common(
        string title, string by, string[] to, string[] labels, double hoursAgo, string body, string? milestone, bool closed, (string By, string Text)[] comments)
    {
        var number = _issues.Count + 1;
        var issueId = (id * 1_000) + number;
        var updated = anchor.AddHours(-hoursAgo);
        return new SeedIssue(issueId, number, title, by, updated.AddHours(-20 - number), updated)
        {
            Body = body,
            Assignees = to,
            Labels = labels,
            Milestone = milestone,
            ClosedAt = closed ? updated : null,
            Comments = [.. comments.Select((comment, index) =>
                new SeedComment((issueId * 10) + index, comment.By, comment.Text, updated.AddMinutes(index - comments.Length)))],
        };
    }
}
