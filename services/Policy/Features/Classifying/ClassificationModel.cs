using OpenClaw.Contracts;

namespace OpenClaw.Policy.Features.Classifying;

/// <summary>Who said how sensitive something is.</summary>
public enum ClassificationSource
{
    ConnectorDefault,
    AiReclassification,
    AdminOverride,
}

/// <summary>What is known of one item.</summary>
internal sealed record ItemClassification(
    string ItemId,
    Classification Level,
    ClassificationSource AssignedBy,
    Classification? OriginalLevel,
    double Confidence,
    string OrgId,
    string? OverrideBy,
    string? OverrideReason,
    DateTimeOffset AssessedAt,
    int RowVersion);

/// <summary>One step in an item's history.</summary>
public sealed record ClassificationChange(
    int RowVersion, Classification? Previous, Classification Level, ClassificationSource AssignedBy, string ChangedBy, string Reason, DateTimeOffset ChangedAt);

/// <summary>Asks how sensitive something is (spec/policy.md 9).</summary>
/// <param name="ConnectorType">gmail, gcal, jira, github, gdrive; anything else counts as unknown, which is restricted.</param>
/// <param name="ContentSummary">What a model or the detectors may look at; left out, only the source counts.</param>
/// <param name="SourceId">The item; left out, nothing is kept.</param>
/// <param name="IsPublic">For github: whether the repository is public. Left out, it is not.</param>
/// <param name="DerivedFrom">Items this one was made from; it is at least as sensitive as each of them.</param>
public sealed record ClassifyRequest(
    string? ConnectorType, string? ContentSummary, string? SourceId, bool? IsPublic, IReadOnlyList<string>? DerivedFrom);

public sealed record ClassifyAnswer(Classification Classification, ClassificationSource AssignedBy, Classification? OriginalLevel, double Confidence);

/// <summary>Says how sensitive an item is, whatever the first two layers found.</summary>
public sealed record OverrideClassification(string? Classification, string? Reason);

public sealed record ClassificationOverridden(
    string ItemId, Classification? PreviousClassification, Classification NewClassification, string OverrideBy, DateTimeOffset OverrideAt, string Reason);

public sealed record ItemView(
    string ItemId, Classification Classification, ClassificationSource AssignedBy, Classification? OriginalLevel, double Confidence, string? OverrideBy, string? OverrideReason, DateTimeOffset AssessedAt)
{
    internal static ItemView Of(ItemClassification item) =>
        new(item.ItemId, item.Level, item.AssignedBy, item.OriginalLevel, item.Confidence, item.OverrideBy, item.OverrideReason, item.AssessedAt);
}

public sealed record ClassificationHistory(string ItemId, IReadOnlyList<ClassificationChange> Changes);
