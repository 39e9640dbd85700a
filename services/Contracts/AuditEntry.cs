using System.Text.Json.Nodes;

namespace OpenClaw.Contracts;

/// <summary>Kinds of audited action (spec/audit.md 3, with the additions recommended there).</summary>
public enum AuditActionType
{
    ToolInvocation,
    DataAccess,
    ModelCall,
    PolicyDecision,
    AgentExchange,
    PolicyChange,
    Authentication,
    ConnectorEvent,
    ClassificationChange,
    AdminChange,
    DataExport,
    DataErasure,
    Approval,
}

/// <summary>Whether an entry announces an effect or reports what became of it.</summary>
public enum AuditPhase
{
    Intent,
    Outcome,
}

/// <summary>What became of an action. An intent is always <see cref="Pending"/>.</summary>
public enum AuditOutcome
{
    Pending,
    Success,
    Denied,
    Error,
    PendingApproval,
}

/// <summary>One item of data that was read: <c>connector:itemId</c>, how sensitive it was and what for.</summary>
public sealed record DataAccess(string Source, Classification Classification, string Purpose);

public sealed record ModelTokens(int Input, int Output);

/// <summary>One line of the audit log as producers send it and readers get it (spec/audit.md 2).</summary>
public sealed record AuditEntry
{
    /// <summary>UUID v7 assigned by the producer; the log keeps the first entry of an id and ignores repeats.</summary>
    public required Guid Id { get; init; }
    public required string TenantId { get; init; }

    /// <summary>The person whose assistant acted.</summary>
    public required string UserId { get; init; }

    /// <summary>The human or service that acted; equals <see cref="UserId"/> when people act for themselves.</summary>
    public required string ActorUserId { get; init; }
    public required string SourceService { get; init; }
    public required DateTimeOffset Timestamp { get; init; }
    public required AuditActionType ActionType { get; init; }

    /// <summary>Operation name as policies spell it, such as <c>github_issue_read</c>.</summary>
    public required string Action { get; init; }
    public required AuditPhase Phase { get; init; }

    /// <summary>On an outcome, the id of the intent it completes.</summary>
    public Guid? IntentId { get; init; }

    public JsonObject ActionDetail { get; init; } = [];

    public IReadOnlyList<DataAccess> DataAccessed { get; init; } = [];
    public string? ModelUsed { get; init; }
    public ModelTokens? ModelTokens { get; init; }
    public required Classification DataClassification { get; init; }

    /// <summary>Governing policy; <c>system</c> for operations no policy governs.</summary>
    public required string PolicyApplied { get; init; }
    public string? PolicyVersion { get; init; }
    public required PolicyResult PolicyResult { get; init; }
    public string PolicyReason { get; init; } = "";
    public required AuditOutcome Outcome { get; init; }
    public required string RequestId { get; init; }
    public string? TraceId { get; init; }
    public string? OrgUnit { get; init; }
    public string? TeamId { get; init; }
}

/// <summary>Request body of the audit service's ingest route.</summary>
public sealed record AuditBatch(IReadOnlyList<AuditEntry> Entries);

/// <summary>Answer of the ingest route: how many entries are newly stored and how many were known already.</summary>
public sealed record AuditBatchAccepted(int Stored, int Duplicates);
