using OpenClaw.Connector.Features.Connections;
using OpenClaw.Contracts;

namespace OpenClaw.Connector.Features.Reads;

/// <summary>The two reads of this connector, named as policies name them.</summary>
internal static class GitHubReads
{
    public const string Issues = "github_issue_read";
    public const string PullRequests = "github_pr_read";

    public static bool AreOffered(string operation) => operation is Issues or PullRequests;
}

/// <summary>What one person may see of one connection by one operation.</summary>
internal sealed record ReadOrder(Connection Connection, string Operation, IReadOnlyList<string> Logins, ReadCursor From)
{
    /// <summary>
    /// The lists to walk, in a fixed order that cursors count in. Issues are asked for by assignee, so each login has its
    /// own list; pull requests cannot be, so one list serves all logins of the person.
    /// </summary>
    public IReadOnlyList<ReadTrack> Tracks { get; } = Logins.Count == 0
        ? []
        : Operation == GitHubReads.Issues
            ? [.. Connection.Repositories.SelectMany(repository => Logins.Select(login => new ReadTrack(repository, login)))]
            : [.. Connection.Repositories.Select(repository => new ReadTrack(repository, null))];

    public bool IsReader(string? login) => login is not null && Logins.Contains(login, StringComparer.OrdinalIgnoreCase);
}

/// <param name="Assignee">Whose issues; null for all pull requests.</param>
internal sealed record ReadTrack(string Repository, string? Assignee);

/// <summary>What was found, before policy limits are applied.</summary>
internal sealed record ReadHarvest(
    IReadOnlyList<ConnectorItem> Items, SourceStatus Status, string? ErrorCode, ReadCursor? Next);
