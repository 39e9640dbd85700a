namespace OpenClaw.Contracts;

/// <summary>How a source answered a scan (spec/briefing.md 3); feeds the briefing's completeness and alerts.</summary>
public enum SourceStatus
{
    Ok,
    Partial,
    Error,
    Unreachable,
    Denied,
    Disabled,
}

/// <summary>
/// Body of the connector's <c>POST /internal/connectors/github/read</c>: a service reads for the person it acts for.
/// Only services on the route's list may call it, which is why tenant and user may come from the body here.
/// </summary>
/// <param name="Operation"><c>github_issue_read</c> or <c>github_pr_read</c>.</param>
public sealed record ConnectorReadRequest(string TenantId, string UserId, string Operation)
{
    public IReadOnlyList<string> Roles { get; init; } = [];
    public string? OrgUnit { get; init; }
    public string? TeamId { get; init; }

    /// <summary>Continues an earlier read; null starts one.</summary>
    public string? Cursor { get; init; }
}

/// <summary>Answer of a read: normalised items and how complete they are.</summary>
/// <param name="NextCursor">Present when more can be read.</param>
/// <param name="Truncated">Whether items were left out because of a cap.</param>
public sealed record ConnectorReadResult(
    IReadOnlyList<ConnectorItem> Items,
    SourceStatus ConnectorStatus,
    string? NextCursor,
    bool Truncated);
