using OpenClaw.Contracts;

namespace OpenClaw.Audit.Features.Query;

/// <summary>What a reader asks for; all given parts must hold.</summary>
internal sealed record AuditFilter
{
    public DateTimeOffset? From { get; init; }
    public DateTimeOffset? To { get; init; }
    public string? UserId { get; init; }
    public string? Actor { get; init; }
    public AuditActionType? ActionType { get; init; }
    public string? Action { get; init; }
    public AuditPhase? Phase { get; init; }
    public PolicyResult? PolicyResult { get; init; }
    public string? PolicyApplied { get; init; }
    public AuditOutcome? Outcome { get; init; }
    public Classification? DataClassification { get; init; }
    public string? RequestId { get; init; }
    public string? TraceId { get; init; }
    public string? SourceService { get; init; }
    public string? ModelUsed { get; init; }
    public string? OrgUnit { get; init; }
    public string? TeamId { get; init; }
    public string? PolicyVersion { get; init; }

    /// <summary>The operation, or what the detail names as its tool.</summary>
    public string? Tool { get; init; }

    /// <summary>What the source of a data item begins with, such as <c>github:</c> or one item.</summary>
    public string? DataSource { get; init; }

    /// <summary>What the detail's text holds, in whatever case.</summary>
    public string? Text { get; init; }

    /// <summary>The text as a document writes it, because documents are searched as they are written.</summary>
    internal string? WrittenText => Text?.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}

/// <summary>One page of a reader's question.</summary>
internal sealed record AuditQuestion(AuditScope Scope, AuditFilter Filter, bool IsAscending, int Limit, AuditCursor? After);
