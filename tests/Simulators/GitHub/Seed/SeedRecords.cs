namespace OpenClaw.Simulators.GitHub.Seed;

/// <summary>A made-up person or organisation on the simulated GitHub.</summary>
public sealed record SeedAccount(long Id, string Login, bool IsOrganization = false);

public sealed record SeedMilestone(int Number, string Title, DateTimeOffset DueOn);

/// <summary>What was said about an issue or pull request.</summary>
public sealed record SeedComment(long Id, string Author, string Body, DateTimeOffset At);

/// <param name="State">APPROVED, CHANGES_REQUESTED or COMMENTED, as the REST API spells it.</param>
public sealed record SeedReview(long Id, string Author, string State, string? Body, DateTimeOffset At);

/// <summary>An issue, or what a pull request shares with one.</summary>
public sealed record SeedIssue(long Id, int Number, string Title, string Author, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public string Body { get; init; } = "";
    public IReadOnlyList<string> Assignees { get; init; } = [];
    public IReadOnlyList<string> Labels { get; init; } = [];
    public string? Milestone { get; init; }
    public DateTimeOffset? ClosedAt { get; init; }
    public IReadOnlyList<SeedComment> Comments { get; init; } = [];

    /// <summary>Null for a plain issue.</summary>
    public SeedPull? Pull { get; init; }
    public bool IsOpen => ClosedAt is null;
}

public sealed record SeedPull(string HeadRef, string BaseRef = "main")
{
    public IReadOnlyList<string> Reviewers { get; init; } = [];
    public IReadOnlyList<SeedReview> Reviews { get; init; } = [];
    public bool IsDraft { get; init; }
    public DateTimeOffset? MergedAt { get; init; }
}

public sealed record SeedRepository(long Id, string Owner, string Name, bool IsPrivate, string Description)
{
    public string FullName => $"{Owner}/{Name}";
    public long InstallationId { get; init; }
    public IReadOnlyList<SeedMilestone> Milestones { get; init; } = [];
    public IReadOnlyList<SeedIssue> Issues { get; init; } = [];
}
