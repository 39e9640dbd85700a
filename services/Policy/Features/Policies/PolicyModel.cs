using System.Text.Json.Nodes;

namespace OpenClaw.Policy.Features.Policies;

/// <summary>Where a policy applies, by descending authority.</summary>
public enum PolicyScope
{
    Enterprise,
    Org,
    Team,
    User,
}

/// <summary>The life of a policy and of each of its versions; it only goes forward.</summary>
public enum PolicyStatus
{
    Draft,
    Active,
    Deprecated,
}

/// <summary>How a version came about.</summary>
public enum VersionOperation
{
    Create,
    Update,
    Rollback,
    Import,
    Override,
    Expire,
}

/// <summary>The place of one policy: at most one is active in it.</summary>
/// <param name="OrgId">Organisation a team belongs to, or a user as far as it is known; empty elsewhere.</param>
/// <param name="TeamId">Team a user belongs to, as far as it is known.</param>
internal sealed record PolicySlot(PolicyScope Scope, string ScopeId, string OrgId, string TeamId, string Domain)
{
    /// <summary>The slots above, highest first.</summary>
    public IReadOnlyList<PolicySlot> Ancestors(string tenantId)
    {
        var above = new List<PolicySlot>();
        if (Scope > PolicyScope.Enterprise)
        {
            above.Add(new PolicySlot(PolicyScope.Enterprise, tenantId, "", "", Domain));
        }

        if (Scope > PolicyScope.Org && OrgId.Length > 0)
        {
            above.Add(new PolicySlot(PolicyScope.Org, OrgId, "", "", Domain));
        }

        if (Scope > PolicyScope.Team && OrgId.Length > 0 && TeamId.Length > 0)
        {
            above.Add(new PolicySlot(PolicyScope.Team, TeamId, OrgId, "", Domain));
        }

        return above;
    }

    /// <summary>What tells slots apart in the database; a user's organisation does not.</summary>
    public string KeyOrg => Scope == PolicyScope.Team ? OrgId : "";

    public bool IsSamePlace(PolicySlot other) =>
        (Scope, ScopeId, KeyOrg, Domain) == (other.Scope, other.ScopeId, other.KeyOrg, other.Domain);
}

internal sealed record PolicyRow(
    Guid Id,
    PolicySlot Slot,
    string Name,
    PolicyStatus Status,
    int RowVersion,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    string UpdatedBy,
    DateTimeOffset UpdatedAt);

internal sealed record VersionRow
{
    public required Guid PolicyId { get; init; }
    public required int Ordinal { get; init; }
    public required SemanticVersion Version { get; init; }
    public required PolicyStatus Status { get; init; }
    public required string Content { get; init; }
    public required JsonObject Document { get; init; }
    public required VersionOperation Operation { get; init; }
    public string? BasedOn { get; init; }
    public required string ChangeReason { get; init; }
    public required string CreatedBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ActivateAt { get; init; }
    public DateTimeOffset? ActivatedAt { get; init; }
    public string? ActivatedBy { get; init; }
    public DateTimeOffset? DeprecatedAt { get; init; }
    public string? DeprecatedBy { get; init; }
    public string? EndReason { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>A policy with its versions, oldest first.</summary>
internal sealed record PolicyFile(PolicyRow Policy, IReadOnlyList<VersionRow> Versions)
{
    public VersionRow? Active => Versions.FirstOrDefault(version => version.Status == PolicyStatus.Active);

    public VersionRow? Draft => Versions.LastOrDefault(version => version.Status == PolicyStatus.Draft);

    public VersionRow? Find(string version) => Versions.FirstOrDefault(known => known.Version.ToString() == version);

    /// <summary>What a reader is shown: what governs, else what is being prepared, else the last thing it said.</summary>
    public VersionRow Shown => Active ?? Draft ?? Versions[^1];

    public SemanticVersion Highest => Versions.Select(version => version.Version).Max()!;
}

/// <summary>What is in force in one slot.</summary>
internal sealed record ActiveDocument(Guid PolicyId, string Name, string Version, PolicySlot Slot, JsonObject Document)
{
    /// <summary>What decisions and the audit log call it.</summary>
    public string Label => $"{Name}@{Version}";
}

/// <summary>Where a person belongs.</summary>
internal sealed record Membership(string UserId, string OrgId, string TeamId);

/// <summary>One version of an administrator's Rego module.</summary>
internal sealed record ModuleRow(
    Guid Id, PolicyScope Scope, string ScopeId, string OrgId, string Name, int Version, string Source, string ChangeReason, string ChangedBy, DateTimeOffset ChangedAt)
{
    public PolicySlot Slot => new(Scope, ScopeId, OrgId, "", "actions");
}
