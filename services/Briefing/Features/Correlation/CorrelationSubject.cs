namespace OpenClaw.Briefing.Features.Correlation;

/// <summary>What correlation looks at in an item.</summary>
/// <param name="Key">Unique within the set that is correlated.</param>
/// <param name="System">Source system such as jira or github.</param>
/// <param name="Text">Title and description; nothing of it is kept.</param>
/// <param name="At">The source's own time.</param>
internal sealed record CorrelationSubject(string Key, string System, string SourceId, string Title, string Text, DateTimeOffset At)
{
    /// <summary><c>owner/repo</c> when the item lives in a repository; makes <c>#7</c> mean something.</summary>
    public string? Repository { get; init; }

    /// <summary>The one name other systems cite this object by: an issue key or <c>owner/repo#n</c>.</summary>
    public string? Identity { get; init; }

    /// <summary>References the source already resolved.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>People involved other than the owner of the task.</summary>
    public IReadOnlyList<string> Participants { get; init; } = [];
}
