using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using OpenClaw.Audit.Features;
using OpenClaw.Audit.Features.Query;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Infrastructure;

internal sealed class PostgresAuditReader(TenantReader tenants)
    : IAuditReader
{
    public Task<IReadOnlyList<AuditEntry>> ReadAsync(AuditQuestion question, CancellationToken cancellationToken) =>
        RunAsync(question.Scope.TenantId, AuditSql.Page(question), cancellationToken);

    public async Task<AuditEntry?> FindAsync(AuditScope scope, Guid id, CancellationToken cancellationToken) =>
        await RunAsync(scope.TenantId, AuditSql.One(scope, id), cancellationToken) is [var entry, ..] ? entry : null;

    private Task<IReadOnlyList<AuditEntry>> RunAsync(string tenantId, NpgsqlBatchCommand question, CancellationToken cancellationToken) =>
        tenants.RunAsync(
            tenantId,
            question,
            async Task<IReadOnlyList<AuditEntry>> (reader) =>
            {
                var entries = new List<AuditEntry>();
                while (await reader.ReadAsync(cancellationToken))
                {
                    entries.Add(EntryOf(reader));
                }

                return entries;
            },
            cancellationToken);

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
