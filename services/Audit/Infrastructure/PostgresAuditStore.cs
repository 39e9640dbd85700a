using Npgsql;
using OpenClaw.Audit.Features.Ingest;

namespace OpenClaw.Audit.Infrastructure;

/// <summary>
/// One statement per commit: the ids that are new are claimed, their entries inserted and queued for the sealer together, so one round trip is
/// one durable transaction and a repeat of an id cannot slip in between.
/// </summary>
internal sealed class PostgresAuditStore(
    [FromKeyedServices(DatabaseRegistration.Writer)] NpgsqlDataSource dataSource, MonthPartitions partitions)
    : IAuditStore
{
    private static readonly string Append = $"""
        WITH incoming AS MATERIALIZED (
            SELECT * FROM unnest({EntryColumns.Parameters}) AS entry ({EntryColumns.Names})
        ), fresh AS (
            INSERT INTO audit.entry_ids (tenant_id, id)
            SELECT tenant_id, id FROM incoming
            ON CONFLICT DO NOTHING
            RETURNING tenant_id, id
        ), stored AS (
            INSERT INTO audit.audit_entries ({EntryColumns.Names})
            SELECT incoming.* FROM incoming
            WHERE EXISTS (SELECT FROM fresh WHERE fresh.tenant_id = incoming.tenant_id AND fresh.id = incoming.id)
        ), queued AS (
            INSERT INTO audit.unsealed (tenant_id, id, "timestamp")
            SELECT tenant_id, id, "timestamp" FROM incoming
            WHERE EXISTS (SELECT FROM fresh WHERE fresh.tenant_id = incoming.tenant_id AND fresh.id = incoming.id)
        )
        SELECT tenant_id, id FROM fresh
        """;

    public async Task<HashSet<EntryKey>> AppendAsync(IReadOnlyList<StorableEntry> entries, CancellationToken cancellationToken)
    {
        try
        {
            return await TryAppendAsync(entries, cancellationToken);
        }
        catch (PostgresException exception) when (exception.IsMissingPartition())
        {
            partitions.Forget();
            return await TryAppendAsync(entries, cancellationToken);
        }
    }

    public async Task EnsurePartitionsAsync(IEnumerable<DateOnly> months, CancellationToken cancellationToken)
    {
        try
        {
            await partitions.EnsureAsync(months, cancellationToken);
        }
        catch (Exception exception) when (PostgresFailures.IsUnavailability(exception))
        {
            throw PostgresFailures.ToUnavailable(exception);
        }
    }

    private async Task<HashSet<EntryKey>> TryAppendAsync(IReadOnlyList<StorableEntry> entries, CancellationToken cancellationToken)
    {
        try
        {
            await partitions.EnsureAsync(entries.Select(entry => entry.Month).Distinct(), cancellationToken);
            await using var command = dataSource.CreateCommand(Append);
            EntryColumns.Bind(command.Parameters, entries);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var fresh = new HashSet<EntryKey>(entries.Count);
            while (await reader.ReadAsync(cancellationToken))
            {
                fresh.Add(new EntryKey(reader.GetString(0), reader.GetGuid(1)));
            }

            return fresh;
        }
        catch (PostgresException exception) when (exception.BlamesData() && !exception.IsMissingPartition())
        {
            throw new AuditEntryRefusedException(exception.MessageText, exception);
        }
        catch (Exception exception) when (PostgresFailures.IsUnavailability(exception)
            && exception is not PostgresException { SqlState: PostgresErrorCodes.CheckViolation })
        {
            throw PostgresFailures.ToUnavailable(exception);
        }
    }
}
