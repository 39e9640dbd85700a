using System.Text.Json.Nodes;

namespace OpenClaw.Policy.Features.Policies;

/// <summary>A new policy.</summary>
/// <param name="Scope">enterprise, org, team or user.</param>
/// <param name="ScopeId">Id of the enterprise (may be left out), organisation, team or user.</param>
/// <param name="OrgId">Organisation of a team, or of a user; left out, it is the caller's or what is known.</param>
/// <param name="TeamId">Team of a user.</param>
/// <param name="Content">The document: text in YAML or JSON, or an object.</param>
/// <param name="Status">draft (default) or active.</param>
/// <param name="ActivateAt">When a draft becomes active by itself.</param>
public sealed record CreatePolicy(
    string? Scope,
    string? ScopeId,
    string? OrgId,
    string? TeamId,
    string? Domain,
    string? Name,
    string? Version,
    JsonNode? Content,
    string? Status,
    string? ChangeReason,
    DateTimeOffset? ActivateAt);

/// <summary>A new version of a policy, or a step in its life when there is no content.</summary>
/// <param name="Version">Higher than all before; left out, the next patch.</param>
/// <param name="Status">draft, active or deprecated; left out, an active policy's new version is active at once.</param>
public sealed record UpdatePolicy(JsonNode? Content, string? Version, string? Status, string? ChangeReason, DateTimeOffset? ActivateAt);

/// <summary>Puts a draft in force.</summary>
/// <param name="Version">The draft; left out, the latest.</param>
/// <param name="ActivateAt">Later instead of now.</param>
public sealed record ActivatePolicy(string? Version, string? ChangeReason, DateTimeOffset? ActivateAt);

/// <summary>Says again what an earlier version said, as a new version.</summary>
/// <param name="ToVersion">The earlier version.</param>
public sealed record RollbackPolicy(string? ToVersion, string? Version, string? ChangeReason);

/// <summary>Another content for a limited time; afterwards the present one governs again.</summary>
public sealed record OverridePolicy(JsonNode? Content, DateTimeOffset? ExpiresAt, string? ChangeReason);

/// <summary>Ends a policy.</summary>
public sealed record EndPolicy(string? ChangeReason);
