using System.Text.Json;
using OpenClaw.Connector.Features.Connections;
using OpenClaw.Contracts;

namespace OpenClaw.Connector.Features.GitHub;

/// <summary>An issue or pull request as one answer or delivery shows it.</summary>
internal sealed record ItemObservation(JsonElement Item, RepositoryFacts Repository, Connection Connection)
{
    /// <summary>An issue document that describes a pull request counts as one (issues with a <c>pull_request</c> member).</summary>
    public required bool IsPullRequest { get; init; }

    /// <summary>Whether everybody concerned can be seen here; comments and issue documents of pull requests show only some.</summary>
    public bool IsWhole { get; init; } = true;

    /// <summary>Whoever caused it; their own words and reviews ask nothing of themselves.</summary>
    public string? Actor { get; init; }

    public string? Action { get; init; }

    /// <summary>Text of a comment or review; read in memory, never passed on.</summary>
    public string? Remark { get; init; }

    public DateTimeOffset? RemarkAt { get; init; }

    /// <summary>People who are concerned for a reason that the item itself does not show.</summary>
    public IReadOnlyDictionary<string, ItemRelation> Concerns { get; init; } = new Dictionary<string, ItemRelation>();

    public bool IsGone { get; init; }

    /// <summary>How often a review was asked for again.</summary>
    public int FollowUps { get; init; }
}
