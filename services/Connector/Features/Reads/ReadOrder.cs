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
internal sealed record ReadOrder(Connection Connection, string Operation, IReadOnlyList<string> Logins, ReadCursor From);

/// <summary>What was found, before policy limits are applied.</summary>
internal sealed record ReadHarvest(
    IReadOnlyList<ConnectorItem> Items, SourceStatus Status, string? ErrorCode, ReadCursor? Next);
