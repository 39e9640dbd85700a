using System.Text.Json.Nodes;
using OpenClaw.Policy.Features.Documents;

namespace OpenClaw.Policy.Features.Policies;

/// <summary>A policy as readers get it: what governs, else what is being prepared, else what it said last.</summary>
public sealed record PolicyView
{
    public required Guid Id { get; init; }
    public required PolicyScope Scope { get; init; }
    public required string ScopeId { get; init; }
    public string? OrgId { get; init; }
    public string? TeamId { get; init; }
    public required string Domain { get; init; }
    public required string Name { get; init; }
    public required string Version { get; init; }
    public required PolicyStatus Status { get; init; }

    /// <summary>The text as it was written.</summary>
    public required string Content { get; init; }

    /// <summary>What the text means.</summary>
    public required JsonObject Document { get; init; }
    public required string CreatedBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required string UpdatedBy { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public required string ChangeReason { get; init; }
    public required int RowVersion { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>A draft that waits beside the version that governs.</summary>
    public string? DraftVersion { get; init; }
    public DateTimeOffset? DraftActivateAt { get; init; }

    /// <summary>After a change: policies further down that now say more than they may. They are narrowed by the rules anyway.</summary>
    public IReadOnlyList<DescendantFinding>? Descendants { get; init; }

    internal static PolicyView Of(PolicyFile file, IReadOnlyList<DescendantFinding>? descendants = null)
    {
        var (policy, shown) = (file.Policy, file.Shown);
        return new PolicyView
        {
            Id = policy.Id,
            Scope = policy.Slot.Scope,
            ScopeId = policy.Slot.ScopeId,
            OrgId = policy.Slot.OrgId.Length > 0 ? policy.Slot.OrgId : null,
            TeamId = policy.Slot.TeamId.Length > 0 ? policy.Slot.TeamId : null,
            Domain = policy.Slot.Domain,
            Name = policy.Name,
            Version = shown.Version.ToString(),
            Status = policy.Status,
            Content = shown.Content,
            Document = (JsonObject)shown.Document.DeepClone(),
            CreatedBy = policy.CreatedBy,
            CreatedAt = policy.CreatedAt,
            UpdatedBy = policy.UpdatedBy,
            UpdatedAt = policy.UpdatedAt,
            ChangeReason = shown.ChangeReason,
            RowVersion = policy.RowVersion,
            ExpiresAt = shown.Status == PolicyStatus.Active ? shown.ExpiresAt : null,
            DraftVersion = file.Active is not null ? file.Draft?.Version.ToString() : null,
            DraftActivateAt = file.Draft?.ActivateAt,
            Descendants = descendants is [] ? null : descendants,
        };
    }
}

/// <summary>A policy below a changed one, and where it says more than is now allowed.</summary>
public sealed record DescendantFinding(Guid Id, string Name, PolicyScope Scope, string ScopeId, IReadOnlyList<WidenedField> Fields);

/// <summary>One version in a policy's history.</summary>
public sealed record VersionView
{
    public required string Version { get; init; }
    public required PolicyStatus Status { get; init; }
    public required VersionOperation Operation { get; init; }
    public string? BasedOn { get; init; }
    public required string Content { get; init; }
    public required JsonObject Document { get; init; }
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

    internal static VersionView Of(VersionRow row) => new()
    {
        Version = row.Version.ToString(),
        Status = row.Status,
        Operation = row.Operation,
        BasedOn = row.BasedOn,
        Content = row.Content,
        Document = (JsonObject)row.Document.DeepClone(),
        ChangeReason = row.ChangeReason,
        CreatedBy = row.CreatedBy,
        CreatedAt = row.CreatedAt,
        ActivateAt = row.ActivateAt,
        ActivatedAt = row.ActivatedAt,
        ActivatedBy = row.ActivatedBy,
        DeprecatedAt = row.DeprecatedAt,
        DeprecatedBy = row.DeprecatedBy,
        EndReason = row.EndReason,
        ExpiresAt = row.ExpiresAt,
    };
}
