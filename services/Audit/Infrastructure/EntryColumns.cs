using Npgsql;
using NpgsqlTypes;
using OpenClaw.Audit.Features;
using OpenClaw.Audit.Features.Ingest;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Infrastructure;

/// <summary>The columns of a batch: one array parameter each, so that any number of rows is one prepared statement.</summary>
internal static class EntryColumns
{
    private static readonly (string Name, string Type)[] Columns =
    [
        ("id", "uuid"), ("tenant_id", "text"), ("user_id", "text"), ("actor_user_id", "text"), ("source_service", "text"),
        ("timestamp", "timestamptz"), ("action_type", "text"), ("action", "text"), ("phase", "text"), ("intent_id", "uuid"),
        ("action_detail", "jsonb"), ("data_accessed", "jsonb"), ("model_used", "text"), ("model_tokens", "jsonb"),
        ("data_classification", "text"), ("policy_applied", "text"), ("policy_version", "text"), ("policy_result", "text"),
        ("policy_reason", "text"), ("outcome", "text"), ("request_id", "text"), ("trace_id", "text"), ("org_unit", "text"),
        ("team_id", "text"),
    ];

    public static string Names { get; } = string.Join(", ", Columns.Select(column => $"\"{column.Name}\""));

    /// <summary>The columns an entry's leaf commits to: what the producer sent and when it was received.</summary>
    public static IReadOnlyList<string> Sealed { get; } = [.. Columns.Select(column => column.Name), "received_at"];

    /// <summary>The sealed columns of a table alias.</summary>
    public static string SealedOf(string alias) => string.Join(", ", Sealed.Select(column => $"{alias}.\"{column}\""));

    /// <summary>The type of a sealed column.</summary>
    public static string KindOf(int column) => column < Columns.Length ? Columns[column].Type : "timestamptz";

    /// <summary><c>$1::uuid[], $2::text[], ...</c></summary>
    public static string Parameters { get; } = string.Join(", ", Columns.Select((column, index) => $"${index + 1}::{column.Type}[]"));

    public static void Bind(NpgsqlParameterCollection parameters, IReadOnlyList<StorableEntry> entries)
    {
        var columns = new ColumnWriter(parameters, entries);
        columns.Add(entry => entry.Entry.Id, NpgsqlDbType.Uuid);
        columns.Add(entry => entry.Entry.TenantId, NpgsqlDbType.Text);
        columns.Add(entry => entry.Entry.UserId, NpgsqlDbType.Text);
        columns.Add(entry => entry.Entry.ActorUserId, NpgsqlDbType.Text);
        columns.Add(entry => entry.Entry.SourceService, NpgsqlDbType.Text);
        columns.Add(entry => entry.Entry.Timestamp.UtcDateTime, NpgsqlDbType.TimestampTz);
        columns.Add(entry => Words<AuditActionType>.Of(entry.Entry.ActionType), NpgsqlDbType.Text);
        columns.Add(entry => entry.Entry.Action, NpgsqlDbType.Text);
        columns.Add(entry => Words<AuditPhase>.Of(entry.Entry.Phase), NpgsqlDbType.Text);
        columns.Add(entry => entry.Entry.IntentId, NpgsqlDbType.Uuid);
        columns.Add(entry => entry.ActionDetail, NpgsqlDbType.Jsonb);
        columns.Add(entry => entry.DataAccessed, NpgsqlDbType.Jsonb);
        columns.Add(entry => entry.Entry.ModelUsed, NpgsqlDbType.Text);
        columns.Add(entry => TokensOf(entry.Entry.ModelTokens), NpgsqlDbType.Jsonb);
        columns.Add(entry => Words<Classification>.Of(entry.Entry.DataClassification), NpgsqlDbType.Text);
        columns.Add(entry => entry.Entry.PolicyApplied, NpgsqlDbType.Text);
        columns.Add(entry => entry.Entry.PolicyVersion, NpgsqlDbType.Text);
        columns.Add(entry => Words<PolicyResult>.Of(entry.Entry.PolicyResult), NpgsqlDbType.Text);
        columns.Add(entry => entry.Entry.PolicyReason ?? "", NpgsqlDbType.Text);
        columns.Add(entry => Words<AuditOutcome>.Of(entry.Entry.Outcome), NpgsqlDbType.Text);
        columns.Add(entry => entry.Entry.RequestId, NpgsqlDbType.Text);
        columns.Add(entry => entry.Entry.TraceId, NpgsqlDbType.Text);
        columns.Add(entry => entry.Entry.OrgUnit, NpgsqlDbType.Text);
        columns.Add(entry => entry.Entry.TeamId, NpgsqlDbType.Text);
    }

    /// <summary>Tenant, id and time only.</summary>
    public static void BindKeys(NpgsqlParameterCollection parameters, IReadOnlyList<StorableEntry> entries)
    {
        var columns = new ColumnWriter(parameters, entries);
        columns.Add(entry => entry.Entry.TenantId, NpgsqlDbType.Text);
        columns.Add(entry => entry.Entry.Id, NpgsqlDbType.Uuid);
        columns.Add(entry => entry.Entry.Timestamp.UtcDateTime, NpgsqlDbType.TimestampTz);
    }

    private static string? TokensOf(ModelTokens? tokens) =>
        tokens is null ? null : $$"""{"input":{{tokens.Input}},"output":{{tokens.Output}}}""";

    private readonly struct ColumnWriter(NpgsqlParameterCollection parameters, IReadOnlyList<StorableEntry> entries)
    {
        public void Add<T>(Func<StorableEntry, T> value, NpgsqlDbType type)
        {
            var column = new T[entries.Count];
            for (var row = 0; row < column.Length; row++)
            {
                column[row] = value(entries[row]);
            }

            parameters.Add(new NpgsqlParameter<T[]> { TypedValue = column, NpgsqlDbType = NpgsqlDbType.Array | type });
        }
    }
}
