using System.Data;
using System.Net.Sockets;
using Npgsql;
using OpenClaw.Policy.Features.Policies;

namespace OpenClaw.Policy.Infrastructure;

/// <summary>
/// Each unit is a transaction that first names its tenant, for the row-level policy; a unit that changes something also takes
/// the tenant's lock. Both belong to the transaction, so neither leaks to the next user of a pooled connection.
/// </summary>
internal sealed class PostgresPolicyStore([FromKeyedServices(DatabaseRegistration.Writer)] NpgsqlDataSource dataSource) : IPolicyStore
{
    private const string NameTenant = "SELECT set_config('openclaw.tenant', $1, true)";
    private const string NameTenantAndLock = "SELECT set_config('openclaw.tenant', $1, true), pg_advisory_xact_lock(hashtextextended('policy:' || $1, 0))";

    public Task<TResult> ReadAsync<TResult>(string tenantId, Func<IPolicyUnit, Task<TResult>> work, CancellationToken cancellationToken) =>
        RunAsync(tenantId, NameTenant, async unit => new Change<TResult>(await work(unit), IsKept: false), cancellationToken);

    public Task<TResult> ChangeAsync<TResult>(string tenantId, Func<IPolicyUnit, Task<Change<TResult>>> work, CancellationToken cancellationToken) =>
        RunAsync(tenantId, NameTenantAndLock, work, cancellationToken);

    private async Task<TResult> RunAsync<TResult>(
        string tenantId, string opening, Func<IPolicyUnit, Task<Change<TResult>>> work, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
            var unit = new PostgresPolicyUnit(connection, tenantId, cancellationToken);
            await unit.ExecuteAsync(opening, tenantId);
            var change = await work(unit);
            if (change.IsKept)
            {
                await transaction.CommitAsync(cancellationToken);
            }

            return change.Result;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw new PolicySlotTakenException(exception.ConstraintName ?? "", exception);
        }
        catch (Exception exception) when (exception is NpgsqlException or SocketException or IOException or TimeoutException)
        {
            throw new PolicyStoreUnavailableException($"The policy database cannot be used: {exception.Message}", exception);
        }
    }
}
