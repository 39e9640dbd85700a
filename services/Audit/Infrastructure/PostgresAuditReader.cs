using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using OpenClaw.Audit.Features;
using OpenClaw.Audit.Features.Query;
using OpenClaw.Audit.Features.Subjects;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Infrastructure;

internal sealed class PostgresAuditReader(TenantReader tenants, PersonalData personal)
    : IAuditReader
{
    public async Task<IReadOnlyList<AuditEntry>> ReadAsync(AuditQuestion question, CancellationToken cancellationToken)
    {
        var scope = await personal.NameAsync(question.Scope, question.Filter, cancellationToken);
        var entries = await tenants.RunAnywhereAsync(scope.TenantId, () => AuditSql.Page(question with { Scope = scope }), reader => EntriesAsync(reader, cancellationToken), cancellationToken);
        return await personal.RevealAsync(scope.TenantId, entries, cancellationToken);
    }

    public async Task<AuditEntry?> FindAsync(AuditScope scope, Guid id, CancellationToken cancellationToken)
    {
        var named = await personal.NameAsync(scope, new AuditFilter(), cancellationToken);
        var entries = await tenants.RunAsync(scope.TenantId, AuditSql.One(named, id), reader => EntriesAsync(reader, cancellationToken), cancellationToken);
        return await personal.RevealAsync(scope.TenantId, entries, cancellationToken) is [var entry, ..] ? entry : null;
    }

    public Task<long> CountAsync(string tenantId, string pseudonym, CancellationToken cancellationToken) => tenants.RunAsync(
        tenantId,
        new NpgsqlBatchCommand("""
            SELECT (SELECT count(*) FROM audit.audit_entries WHERE tenant_id = $1 AND user_id = $2)
                 + (SELECT count(*) FROM (SELECT unnest(all_user_id) AS user_id FROM audit.unsealed WHERE tenant_id = $1) AS waiting WHERE user_id = $2)
            """)
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = tenantId }, new NpgsqlParameter<string> { TypedValue = pseudonym } },
        },
        async reader =>
        {
            await reader.ReadAsync(cancellationToken);
            return reader.GetInt64(0);
        },
        cancellationToken);

    private static async Task<IReadOnlyList<AuditEntry>> EntriesAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var entries = new List<AuditEntry>();
        while (await reader.ReadAsync(cancellationToken))
        {
            entries.Add(EntryOf(reader));
        }

        return entries;
    }

    private static AuditEntry EntryOf(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        TenantId = row.GetString(1),
        UserId = row.GetString(2),
        ActorUserId = row.GetString(3),
        SourceService = row.GetString(4),
        Timestamp = row.GetFieldValue<DateTimeOffset>(5),
        ActionType = Words<AuditActionType>.Parse(row.GetString(6)),
        Action = row.GetString(7),
        Phase = Words<AuditPhase>.Parse(row.GetString(8)),
        IntentId = row.IsDBNull(9) ? null : row.GetGuid(9),
        ActionDetail = (JsonObject)JsonNode.Parse(row.GetString(10))!,
        DataAccessed = JsonSerializer.Deserialize<DataAccess[]>(row.GetString(11), ContractsJson.Options)!,
        ModelUsed = TextOrNull(row, 12),
        ModelTokens = TextOrNull(row, 13) is { } tokens ? JsonSerializer.Deserialize<ModelTokens>(tokens, ContractsJson.Options) : null,
        DataClassification = Words<Classification>.Parse(row.GetString(14)),
        PolicyApplied = row.GetString(15),
        PolicyVersion = TextOrNull(row, 16),
        PolicyResult = Words<PolicyResult>.Parse(row.GetString(17)),
        PolicyReason = row.GetString(18),
        Outcome = Words<AuditOutcome>.Parse(row.GetString(19)),
        RequestId = row.GetString(20),
        TraceId = TextOrNull(row, 21),
        OrgUnit = TextOrNull(row, 22),
        TeamId = TextOrNull(row, 23),
    };

    private static string? TextOrNull(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
