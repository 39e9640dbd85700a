using System.Data;
using Microsoft.Extensions.Options;
using Npgsql;
using OpenClaw.Audit.Features.Ingest;
using OpenClaw.Audit.Features.Query;
using OpenClaw.Audit.Options;

namespace OpenClaw.Audit.Infrastructure;

/// <summary>
/// Each question runs in a transaction that first names its tenant, for the row-level policy, and its time limit: both
/// belong to the transaction, so neither can leak to the next user of a pooled connection.
/// </summary>
internal sealed class TenantReader([FromKeyedServices(DatabaseRegistration.Reader)] NpgsqlDataSource primary, ReadReplica replica, IOptions<QueryOptions> options)
{
    public Task<T> RunAsync<T>(string tenantId, NpgsqlBatchCommand question, Func<NpgsqlDataReader, Task<T>> read, CancellationToken cancellationToken) =>
        RunAsync(primary, tenantId, question, read, cancellationToken);

    /// <summary>The same where the last seconds may be missing from the answer; what is read is read again when the replica fails.</summary>
    public async Task<T> RunAnywhereAsync<T>(string tenantId, Func<NpgsqlBatchCommand> question, Func<NpgsqlDataReader, Task<T>> read, CancellationToken cancellationToken)
    {
        if (replica.Fresh is { } copy)
        {
            try
            {
                return await RunAsync(copy, tenantId, question(), read, cancellationToken);
            }
            catch (AuditStoreUnavailableException)
            {
                replica.Distrust();
            }
        }

        return await RunAsync(primary, tenantId, question(), read, cancellationToken);
    }

    private async Task<T> RunAsync<T>(NpgsqlDataSource dataSource, string tenantId, NpgsqlBatchCommand question, Func<NpgsqlDataReader, Task<T>> read, CancellationToken cancellationToken)
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
            return await read(reader);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.QueryCanceled)
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
}
