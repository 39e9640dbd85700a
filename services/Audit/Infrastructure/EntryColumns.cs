using Npgsql;
using OpenClaw.Audit.Features;
using OpenClaw.Audit.Features.Ingest;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Infrastructure;

/// <summary>
/// The columns of an entry, in the order of its leaf. A batch has one array parameter for each, so that any number of rows is
/// one prepared statement.
/// </summary>
internal static class EntryColumns
{
    private static readonly EntryColumn[] Columns =
    [
        new UuidColumn("id", entry => entry.Entry.Id),
        new TextColumn("tenant_id", entry => entry.Entry.TenantId),
        new TextColumn("user_id", entry => entry.Entry.UserId),
        new TextColumn("actor_user_id", entry => entry.Entry.ActorUserId),
        new TextColumn("source_service", entry => entry.Entry.SourceService),
        new TimeColumn("timestamp", entry => entry.Entry.Timestamp.UtcDateTime),
        new TextColumn("action_type", entry => Words<AuditActionType>.Of(entry.Entry.ActionType)),
        new TextColumn("action", entry => entry.Entry.Action),
        new TextColumn("phase", entry => Words<AuditPhase>.Of(entry.Entry.Phase)),
        new UuidColumn("intent_id", entry => entry.Entry.IntentId),
        new DocumentColumn("action_detail", entry => entry.ActionDetail),
        new DocumentColumn("data_accessed", entry => entry.DataAccessed),
        new TextColumn("model_used", entry => entry.Entry.ModelUsed),
        new DocumentColumn("model_tokens", entry => TokensOf(entry.Entry.ModelTokens)),
        new TextColumn("data_classification", entry => Words<Classification>.Of(entry.Entry.DataClassification)),
        new TextColumn("policy_applied", entry => entry.Entry.PolicyApplied),
        new TextColumn("policy_version", entry => entry.Entry.PolicyVersion),
        new TextColumn("policy_result", entry => Words<PolicyResult>.Of(entry.Entry.PolicyResult)),
        new TextColumn("policy_reason", entry => entry.Entry.PolicyReason ?? ""),
        new TextColumn("outcome", entry => Words<AuditOutcome>.Of(entry.Entry.Outcome)),
        new TextColumn("request_id", entry => entry.Entry.RequestId),
        new TextColumn("trace_id", entry => entry.Entry.TraceId),
        new TextColumn("org_unit", entry => entry.Entry.OrgUnit),
        new TextColumn("team_id", entry => entry.Entry.TeamId),
        new TimeColumn("received_at", entry => entry.ReceivedAt),
    ];

    /// <summary>What an entry's leaf commits to: what the producer sent and, last, when it was received.</summary>
    public static IReadOnlyList<EntryColumn> Sealed => Columns;

    /// <summary>All names but the last: what was sent.</summary>
    public static string Names { get; } = string.Join(", ", Columns[..^1].Select(column => column.Quoted));

    public static string SealedNames { get; } = string.Join(", ", Columns.Select(column => column.Quoted));

    /// <summary><c>$1::uuid[], $2::text[], ...</c></summary>
    public static string Parameters { get; } = string.Join(", ", Columns.Select((column, index) => $"${index + 1}::{column.Type}[]"));

    /// <summary>The sealed columns of a table alias.</summary>
    public static string SealedOf(string alias) => string.Join(", ", Columns.Select(column => $"{alias}.{column.Quoted}"));

    public static void Bind(NpgsqlParameterCollection parameters, IReadOnlyList<StorableEntry> entries) =>
        Array.ForEach(Columns, column => parameters.Add(column.Parameter(entries)));

    private static string? TokensOf(ModelTokens? tokens) =>
        tokens is null ? null : $$"""{"input":{{tokens.Input}},"output":{{tokens.Output}}}""";
}
