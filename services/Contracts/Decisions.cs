using System.Text.Json.Nodes;

namespace OpenClaw.Contracts;

/// <summary>Answer of the policy engine. <see cref="RequireApproval"/> is never an allow.</summary>
public enum PolicyResult
{
    Allow,
    Deny,
    RequireApproval,
}

/// <summary>One thing somebody, or an assistant for somebody, wants to do.</summary>
/// <param name="Action">Operation name exactly as the policies spell it, such as <c>github_issue_read</c>.</param>
/// <param name="TenantId">Tenant of the person acted for.</param>
/// <param name="UserId">Person acted for.</param>
/// <param name="DataClassification">Highest classification involved; null counts as restricted.</param>
public sealed record GovernedAction(string Action, string TenantId, string UserId, Classification? DataClassification)
{
    public IReadOnlyList<string> Roles { get; init; } = [];
    public string? OrgUnit { get; init; }
    public string? TeamId { get; init; }

    /// <summary>What is acted on, such as <c>github:acme/payments#12</c>.</summary>
    public string? TargetSystem { get; init; }

    /// <summary>Further facts for the rules (channel, provider, transition ...).</summary>
    public JsonObject? Additional { get; init; }
}

/// <summary>What the policies of all scopes say about a <see cref="GovernedAction"/>.</summary>
/// <param name="PolicyApplied">Name of the policy that decided.</param>
/// <param name="PolicyVersion">Version of the whole bundle the decision was taken with.</param>
/// <param name="Reason">Plain words for the person who was allowed or refused.</param>
public sealed record PolicyDecision(PolicyResult Result, string PolicyApplied, string PolicyVersion, string Reason)
{
    /// <summary>Limits the caller must honour, such as <c>max_classification</c> or <c>disclosure_required</c>.</summary>
    public JsonObject Constraints { get; init; } = [];

    public bool IsAllowed => Result == PolicyResult.Allow;
}
