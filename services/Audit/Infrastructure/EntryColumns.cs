using System.Text;
using OpenClaw.Audit.Features;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Infrastructure;

/// <summary>
/// The columns of an entry, in the order of its leaf. While it waits for its seal each is an element of an array, so that any
/// number of entries is one row.
/// </summary>
internal static class EntryColumns
{
    private const string Tenant = "tenant_id";

    private static readonly EntryColumn[] Columns =
    [
        new UuidColumn("id", entry => entry.Entry.Id),
        new TextColumn(Tenant, entry => entry.Entry.TenantId),
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

    /// <summary>The arrays of a row of <c>audit.unsealed</c>; the tenant is one for all.</summary>
    public static IReadOnlyList<EntryColumn> Waiting { get; } = [.. Columns.Where(column => column.Name != Tenant)];

    /// <summary>The sealed columns of the entries in rows of <c>audit.unsealed</c>. In a list of columns this costs less than in FROM, which would keep each array as a table.</summary>
    public static string Unnested { get; } = string.Join(", ", Columns.Select(column => column.Name == Tenant ? Tenant : $"unnest({column.Waiting}) AS {column.Quoted}"));

    /// <summary>A row has its entries with it, unless they were in the table before rows had them.</summary>
    public static string HasEntries { get; } = "all_user_id IS NOT NULL";

    /// <summary>The sealed columns of a table alias.</summary>
    public static string SealedOf(string alias) => string.Join(", ", Columns.Select(column => $"{alias}.{column.Quoted}"));

    private static byte[]? TokensOf(ModelTokens? tokens) =>
        tokens is null ? null : Encoding.UTF8.GetBytes($$"""{"input":{{tokens.Input}},"output":{{tokens.Output}}}""");
}
