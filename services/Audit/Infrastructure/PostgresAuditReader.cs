using System.Data;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Npgsql;
using OpenClaw.Audit.Features;
using OpenClaw.Audit.Features.Query;
using OpenClaw.Audit.Options;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Infrastructure;

/// <summary>
/// Each question runs in a transaction that first names its tenant, for the row-level policy, and its time limit: both
/// belong to the transaction, so neither can leak to the next user of a pooled connection.
/// </summary>
internal sealed class PostgresAuditReader(
    [FromKeyedServices(DatabaseRegistration.Reader)] NpgsqlDataSource dataSource, IOptions<QueryOptions> options)
    : IAuditReader
{
    public Task<IReadOnlyList<AuditEntry>> ReadAsync(AuditQuestion question, CancellationToken cancellationToken) =>
        RunAsync(question.Scope.TenantId, AuditSql.Page(question), cancellationToken);

    public async Task<AuditEntry?> FindAsync(AuditScope scope, Guid id, CancellationToken cancellationToken) =>
        await RunAsync(scope.TenantId, AuditSql.One(scope, id), cancellationToken) is [var entry, ..] ? entry : null;

    private async Task<IReadOnlyList<AuditEntry>> RunAsync(string tenantId, NpgsqlBatchCommand question, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
            await using var batch = new NpgsqlBatch(connection, transaction)
            {
                // The server stops the statement; the driver's own limit is only for a server that does not answer.
                Timeout = (int)options.Value.StatementTimeout.TotalSeconds + 5,
                BatchCommands = { Settings(tenantId), question },
            };
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            await reader.NextResultAsync(cancellationToken);
            var entries = new List<AuditEntry>();
            while (await reader.ReadAsync(cancellationToken))
            {
                entries.Add(EntryOf(reader));
            }

            return entries;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.QueryCanceled && !cancellationToken.IsCancellationRequested)
        {
            throw new AuditQueryTooSlowException(options.Value.StatementTimeout, exception);
        }
        catch (Exception exception) when (PostgresFailures.IsUnavailability(exception))
        {
            throw PostgresFailures.ToUnavailable(exception);
        }
    }

    private NpgsqlBatchCommand Settings(string tenantId) => new(
        "SELECT set_config('openclaw.tenant', $1, true), set_config('statement_timeout', $2, true)")
    {
        Parameters =
        {
            new NpgsqlParameter<string> { TypedValue = tenantId },
            new NpgsqlParameter<string> { TypedValue = $"{(int)options.Value.StatementTimeout.TotalMilliseconds}ms" },
        },
    };

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
